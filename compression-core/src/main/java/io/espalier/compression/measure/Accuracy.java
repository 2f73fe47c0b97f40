package io.espalier.compression.measure;

/**
 * How well a network classifies one split, over every image of it.
 *
 * @param top1 the fraction of images whose largest logit is the label's (the lower index wins a
 *     tie)
 * @param top5 the fraction whose label is among the five largest logits
 * @param loss mean softmax cross-entropy, in nats
 * @param images how many images were counted
 */
public record Accuracy(double top1, double top5, double loss, int images)
    implements java.io.Serializable {
  /** Checks that the fractions are fractions. */
  public Accuracy {
    checkFraction("top-1", top1);
    checkFraction("top-5", top5);
    if (images < 1) {
      throw new IllegalArgumentException("images must be at least 1, got " + images);
    }
  }

  /** Whether top-1 is higher, or as high at a lower loss. */
  public boolean isBetterThan(Accuracy other) {
    return top1 > other.top1 || (top1 == other.top1 && loss < other.loss);
  }

  private static void checkFraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1], got " + value);
    }
  }
}
