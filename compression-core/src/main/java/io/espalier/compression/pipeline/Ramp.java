package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Updater;
import java.util.List;

/** Prunes more and more while the network trains. Mutable: holds the masks so far. */
final class Ramp implements TrainingHooks {
  private final Prune step;
  private final Network network;
  private final Rates rates;
  private final PruneSchedule.Gradual schedule;
  private final StepContext context;
  private List<Mask> masks = List.of();
  private Network current;
  private int prunings;

  Ramp(
      Prune step,
      Network network,
      Rates rates,
      PruneSchedule.Gradual schedule,
      StepContext context) {
    this.step = step;
    this.network = network;
    this.rates = rates;
    this.schedule = schedule;
    this.context = context;
    this.current = network;
  }

  List<Mask> masks() {
    return masks;
  }

  @Override
  public void stepStarts(int at, int steps, Parameters p, Updater updater) {
    int ramp = Math.max(1, (int) (steps * schedule.until()) - 1);
    if (at == ramp || (at < ramp && at % schedule.every() == 0)) {
      prune(p, (double) at / ramp, updater);
    }
  }

  private void prune(Parameters p, double share, Updater updater) {
    Network now =
        new Network(
            network.graph(),
            p,
            current.masks(),
            current.thresholds(),
            network.rounded(),
            network.inputThresholds());
    Rates wanted =
        rates.map((start, end, i) -> PruneSchedule.Gradual.sparsity(start, end, share), 0);
    masks = new Scoring(step.criterion(), now, wanted, ++prunings, context).masks();
    current = Masking.masked(now, rates.names(), masks);
    p.set(current.parameters());
    for (int i = 0; i < masks.size(); i++) {
      updater.mask(Masking.slot(network, rates.names().get(i)), Masking.values(masks.get(i)));
    }
  }
}
