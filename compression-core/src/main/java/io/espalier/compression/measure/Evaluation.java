package io.espalier.compression.measure;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.kernels.net.InputObserver;
import io.espalier.kernels.net.Program;

/** Runs images through a loaded program and counts what it gets right. */
public final class Evaluation {
  private static final int TOP = 5;

  private Evaluation() {}

  /**
   * Accuracy and loss over all images, in their order.
   *
   * @throws ArithmeticException if a logit is not finite, naming the image
   */
  public static Accuracy of(Program program, Images images, PixelScale scale) {
    return of(images, scale, program, program::infer);
  }

  /**
   * The same to the bit, and shows what each convolution and dense layer reads.
   *
   * @throws ArithmeticException if a logit is not finite, naming the image
   */
  public static Accuracy of(
      Program program, Images images, PixelScale scale, InputObserver reader) {
    return of(
        images, scale, program, (batch, from, count) -> program.infer(batch, from, count, reader));
  }

  private interface Inference {
    float[] infer(float[] images, int from, int count);
  }

  private static Accuracy of(
      Images images, PixelScale scale, Program program, Inference inference) {
    float[] batch = new float[program.batch() * images.shape().volume()];
    Tally tally = new Tally(program.graph().classes());
    for (int from = 0; from < images.count(); from += program.batch()) {
      int count = Math.min(program.batch(), images.count() - from);
      images.decode(from, count, scale, batch);
      float[] logits = inference.infer(batch, 0, count);
      for (int i = 0; i < count; i++) {
        tally.add(logits, i, images.label(from + i), from + i);
      }
    }
    return tally.accuracy();
  }

  /** Counts images one after another. Mutable. */
  private static final class Tally {
    private final int classes;
    private int top1;
    private int top5;
    private int images;
    private double loss;

    Tally(int classes) {
      this.classes = classes;
    }

    void add(float[] logits, int row, int label, int image) {
      int start = row * classes;
      float own = logits[start + label];
      float max = Float.NEGATIVE_INFINITY;
      int before = 0;
      for (int i = 0; i < classes; i++) {
        float logit = logits[start + i];
        if (!Float.isFinite(logit)) {
          throw new ArithmeticException(
              "logit " + i + " of image " + image + " is " + logit + ", not finite");
        }
        max = Math.max(max, logit);
        before += logit > own || (logit == own && i < label) ? 1 : 0;
      }
      top1 += before < 1 ? 1 : 0;
      top5 += before < TOP ? 1 : 0;
      loss += StrictMath.log(sumOfExponentials(logits, start, max)) + max - own;
      images++;
    }

    private double sumOfExponentials(float[] logits, int start, float max) {
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        sum += StrictMath.exp(logits[start + i] - max);
      }
      return sum;
    }

    Accuracy accuracy() {
      return new Accuracy(
          (double) top1 / images, (double) top5 / images, Math.max(0, loss / images), images);
    }
  }
}
