package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets the weights that were kept back to those the network was first trained from (Frankle and
 * Carbin 2019, arXiv:1803.03635), or to those after some steps of that training (Frankle et al.
 * 2020, arXiv:1912.05671), or does so with one thing wrong, as a control: other initial weights, or
 * the masks' positions shuffled within each layer.
 */
@Named("rewind")
@Meaning("sets the weights that were kept back to those the network was first trained from")
public record Rewind(
    @Meaning("the network's own initial weights, or others from the same distribution")
        @Default("original")
        InitialDraw weights,
    @Meaning("masks as they are, or shuffled within each layer") @Default("kept") Positions masks,
    @Meaning("steps of the first training after which the weights are taken; 0: before it")
        @Default("0")
        int iteration)
    implements CompressionStep {
  /** Checks the iteration. */
  public Rewind {
    if (iteration < 0) {
      throw new IllegalArgumentException("iteration must be at least 0, got " + iteration);
    }
    if (iteration > 0 && weights == InitialDraw.REDRAWN) {
      throw new IllegalArgumentException(
          "weights = redrawn are not trained: iteration must be 0, got " + iteration);
    }
  }

  /** Which initial weights. */
  public enum InitialDraw {
    /** Those that training started from. */
    ORIGINAL,
    /** Others. */
    REDRAWN
  }

  /** Which positions are masked. */
  public enum Positions {
    /** Those that were pruned. */
    KEPT,
    /** As many in each layer, anywhere. */
    SHUFFLED
  }

  @Override
  public String phase() {
    return "prune";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    Parameters start = start(context);
    if (!start.slots().equals(network.parameters().slots())) {
      throw new IllegalArgumentException(
          "cannot rewind: an earlier step changed the network's layers");
    }
    if (!network.rounded().isEmpty()) {
      throw new IllegalArgumentException("cannot rewind a network that is quantized already");
    }
    Network rewound = Masking.with(network, start);
    return masks == Positions.KEPT ? rewound : shuffled(rewound, start, context);
  }

  private Parameters start(StepContext context) {
    if (weights == InitialDraw.REDRAWN) {
      return context.initial().drawn(context.seed("redraw", 0));
    }
    return iteration == 0 ? context.initial().original() : context.initial().after(iteration);
  }

  private static Network shuffled(Network network, Parameters start, StepContext context) {
    List<String> names = new ArrayList<>(network.masks().keySet());
    List<Mask> masks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      masks.add(network.mask(names.get(i)).shuffled(context.seed("shuffle", i)));
    }
    Network whole =
        new Network(
            network.graph(),
            start,
            network.masks(),
            network.thresholds(),
            network.rounded(),
            network.inputThresholds());
    return Masking.masked(whole, names, masks);
  }
}
