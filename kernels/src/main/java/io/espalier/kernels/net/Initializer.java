package io.espalier.kernels.net;

import java.util.List;
import java.util.Random;

/** How weights are drawn before training; biases start at 0, scales and variances at 1. */
public enum Initializer {
  /** Normal with variance 2 / fan-in (He et al. 2015, arXiv:1502.01852). */
  HE {
    @Override
    float draw(Random random, int fanIn, int fanOut) {
      return (float) (random.nextGaussian() * Math.sqrt(2.0 / fanIn));
    }
  },
  /** Uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010). */
  XAVIER {
    @Override
    float draw(Random random, int fanIn, int fanOut) {
      return (float) ((2 * random.nextDouble() - 1) * Math.sqrt(6.0 / (fanIn + fanOut)));
    }
  },
  /** Uniform in ±√(1 / fan-in), which is what PyTorch layers start from. */
  FAN_IN_UNIFORM {
    @Override
    float draw(Random random, int fanIn, int fanOut) {
      return (float) ((2 * random.nextDouble() - 1) * Math.sqrt(1.0 / fanIn));
    }
  };

  abstract float draw(Random random, int fanIn, int fanOut);

  /** Fresh parameters; the same graph and seed give the same bits. */
  public Parameters draw(Graph graph, long seed) {
    Parameters parameters = Parameters.neutral(graph);
    parameters.forEach(
        (slot, values) -> {
          if (slot.role() == Role.WEIGHT) {
            fill(slot.extents(), values, new Random(seed ^ mix(slot.node().hashCode())));
          }
        });
    return parameters;
  }

  private void fill(List<Integer> extents, float[] values, Random random) {
    int kernel = extents.size() == 4 ? extents.get(1) * extents.get(2) : 1;
    int fanIn = values.length / extents.get(0);
    int fanOut = extents.get(0) * kernel;
    for (int i = 0; i < values.length; i++) {
      values[i] = draw(random, fanIn, fanOut);
    }
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014): spreads a name's hash over 64 bits.
   */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
