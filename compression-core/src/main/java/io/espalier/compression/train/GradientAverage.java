package io.espalier.compression.train;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Slot;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Averages gradients over batches of training images, without training. Mutable, for one thread.
 */
public final class GradientAverage {
  private final Program program;
  private final TrainingData data;
  private final int batchSize;
  private final SplittableRandom random;
  private final int[] order;
  private final int[] inOrder;
  private final float[] batch;
  private final byte[] labels;
  private int next;

  /** Images are drawn without replacement from {@code seed} until all were used, then again. */
  public GradientAverage(Graph graph, TrainingData data, int batchSize, long seed) {
    this.data = data;
    this.batchSize = Math.min(batchSize, data.train().count());
    program = Program.training(graph, this.batchSize);
    random = new SplittableRandom(seed);
    order = new int[data.train().count()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    inOrder = Arrays.copyOf(order, this.batchSize);
    batch = new float[this.batchSize * graph.input().volume()];
    labels = new byte[this.batchSize];
    next = order.length;
  }

  /** Sets small inputs of layers to zero from now on: by name, the magnitude they must have. */
  public void pruneInputs(Map<String, Float> thresholds) {
    thresholds.forEach(program::pruneInput);
  }

  /** What is averaged of each gradient. */
  @FunctionalInterface
  public interface Part {
    /** Of one value. */
    float of(float gradient);
  }

  /**
   * The mean over the next {@code batches} batches.
   *
   * @param at the weights to take gradients at; left as they are
   * @throws ArithmeticException if a loss is not finite
   */
  public Parameters next(Parameters at, int batches, Part part) {
    Parameters mean = at.zeros();
    for (int i = 0; i < batches; i++) {
      program.load(at);
      float loss = draw();
      if (!Float.isFinite(loss)) {
        throw new ArithmeticException("the loss is " + loss + " before training");
      }
      add(mean, batches, part);
    }
    return mean;
  }

  private void add(Parameters mean, int batches, Part part) {
    for (Slot slot : mean.slots()) {
      float[] sum = mean.get(slot);
      float[] gradient = program.gradients().get(slot);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part.of(gradient[i]) / batches;
      }
    }
  }

  private float draw() {
    if (next + batchSize > order.length) {
      shuffle();
    }
    data.train().decode(order, next, batchSize, data.scale(), batch);
    for (int i = 0; i < batchSize; i++) {
      labels[i] = data.train().labels()[order[next + i]];
    }
    next += batchSize;
    return program.forwardBackward(batch, inOrder, 0, labels, batchSize);
  }

  private void shuffle() {
    Shuffle.inPlace(order, random);
    next = 0;
  }
}
