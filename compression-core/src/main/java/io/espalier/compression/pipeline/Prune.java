package io.espalier.compression.pipeline;

import io.espalier.compression.measure.WeightHistogram;
import io.espalier.compression.prune.Criterion;
import io.espalier.compression.prune.Mask;
import io.espalier.compression.prune.Scope;
import io.espalier.compression.prune.Selection;
import io.espalier.compression.prune.WeightCriterion;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sets the weights that matter least to zero, at once or in rounds; biases and batch norms stay.
 *
 * <p>Weights that an earlier step pruned stay pruned and count towards the sparsity.
 */
@Named("prune")
@Meaning("sets the weights that matter least to zero")
public record Prune(
    @Meaning("which weights matter least") @Default("{ type = magnitude }") Criterion criterion,
    @Meaning("whether each layer loses the fraction or the network as a whole") @Default("layer")
        Scope scope,
    @Meaning("the fraction of the weights that end as zeros, in [0, 1)") double sparsity,
    @Meaning("a fraction of its own for layers by name or glob; scope = layer only") @Default("{}")
        Map<String, Double> layers,
    @Meaning("layers to leave whole: names, globs, first, last") @Default("[]") List<String> except,
    @Meaning("in how many goes, and what happens between them") @Default("{ type = one-shot }")
        PruneSchedule schedule)
    implements CompressionStep {
  /** Checks the fractions. */
  public Prune {
    layers = Map.copyOf(layers);
    except = List.copyOf(except);
    LayerRates.check("sparsity", sparsity, layers);
    if (scope == Scope.GLOBAL && !layers.isEmpty()) {
      throw new IllegalArgumentException(
          "scope = global prunes the network as a whole; rates by layer need scope = layer, got "
              + layers);
    }
    if (schedule instanceof PruneSchedule.Gradual && !(criterion instanceof WeightCriterion)) {
      throw new IllegalArgumentException(
          "schedule gradual prunes between two steps and takes no criterion with gradients");
    }
  }

  @Override
  public int epochs() {
    return schedule.epochs();
  }

  @Override
  public Optional<WeightHistogram.Stage> stage() {
    return Optional.of(WeightHistogram.Stage.PRUNED);
  }

  @Override
  public String phase() {
    return "prune";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    List<String> names = LayerNames.without(network.graph().weighted(), except);
    Rates rates = Rates.of(this, network, names);
    if (schedule instanceof PruneSchedule.Iterative iterative) {
      return inRounds(network, rates, iterative, context);
    } else if (schedule instanceof PruneSchedule.Gradual gradual) {
      Ramp ramp = new Ramp(this, network, rates, gradual, context);
      Network trained =
          Retraining.train(network, gradual.training().toTheEnd(), "sparsify", ramp, context);
      return Masking.masked(trained, names, ramp.masks());
    }
    return once(network, rates, 1, context);
  }

  private Network inRounds(
      Network network, Rates rates, PruneSchedule.Iterative schedule, StepContext context) {
    Network current = network;
    for (int round = 1; round <= schedule.rounds(); round++) {
      current =
          once(
              current,
              rates.map((start, end, i) -> schedule.sparsity(start, end, i), round),
              round,
              context);
      if (round < schedule.rounds()) {
        Network start =
            schedule.from() == PruneSchedule.Iterative.From.INITIAL
                ? Masking.with(current, context.initial().original())
                : current;
        current =
            Retraining.train(start, schedule.training(), "sparsify", TrainingHooks.NONE, context);
      }
    }
    return current;
  }

  private Network once(Network network, Rates rates, int round, StepContext context) {
    context.phase().accept("score");
    List<Mask> masks = new Scoring(criterion, network, rates, round, context).masks();
    context.phase().accept("prune");
    return Masking.masked(network, rates.names(), masks);
  }

  /** The masks that leave each layer, or the network, at its rate. */
  static List<Mask> select(Rates rates, List<float[]> scores) {
    if (rates.scope() == Scope.GLOBAL) {
      return Selection.lowest(scores, rates.ends().get(0));
    }
    return IntStream.range(0, scores.size())
        .mapToObj(i -> Selection.lowest(scores.get(i), rates.ends().get(i)))
        .toList();
  }
}
