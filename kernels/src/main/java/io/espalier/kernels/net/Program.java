package io.espalier.kernels.net;

import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.simd.NetKernels;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A network that runs: either infers, or trains. Mutable, for one thread; allocates nothing per
 * batch once it is warm.
 *
 * <p>Equal inputs give equal bits on every run, with vector registers or without, and the logits of
 * an image do not depend on the batch it is in (in inference).
 */
public final class Program {
  /**
   * Inference runs this many activations of the widest layer at once, so that they stay in cache.
   */
  private static final int CACHED_VALUES = 1 << 18;

  /** But at least as many images as sparse layers interleave. */
  private static final int FEWEST_CACHED = 16;

  private final Graph graph;
  private final int batch;
  private final int chunk;
  private final Assembly assembly;
  private final Parameters parameters;
  private final Parameters gradients;
  private final Tensor input;
  private final Tensor output;
  private final float[] logits;
  private float[] observed = new float[0];

  private Program(Graph graph, int batch, int chunk, Assembly.Mode mode, NetKernels kernels) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, got " + batch);
    }
    this.graph = graph;
    this.batch = batch;
    this.chunk = chunk;
    boolean trains = mode == Assembly.Mode.TRAINING;
    parameters = trains ? Parameters.neutral(graph) : null;
    gradients = trains ? parameters.zeros() : null;
    assembly = new Assembly(graph, mode, chunk, kernels, parameters, gradients);
    input = assembly.tensor(Graph.INPUT);
    output = assembly.tensor(graph.output().name());
    logits = new float[batch * output.channels()];
  }

  /** A program that infers up to {@code batch} images a call. */
  public static Program inference(Graph graph, int batch) {
    return inference(graph, batch, NetKernels.fastest());
  }

  static Program inference(Graph graph, int batch, NetKernels kernels) {
    int widest = graph.shapes().values().stream().mapToInt(Shape::volume).max().orElseThrow();
    int cached = Math.max(FEWEST_CACHED, Math.min(64, CACHED_VALUES / widest / 8 * 8));
    int chunk = Math.min(cached, upToEight(batch));
    return new Program(graph, batch, chunk, Assembly.Mode.INFERENCE, kernels);
  }

  /** A program that trains on batches of up to {@code batch} images. */
  public static Program training(Graph graph, int batch) {
    return training(graph, batch, NetKernels.fastest());
  }

  static Program training(Graph graph, int batch, NetKernels kernels) {
    return new Program(graph, batch, upToEight(batch), Assembly.Mode.TRAINING, kernels);
  }

  private static int upToEight(int batch) {
    return (batch + 7) / 8 * 8;
  }

  /** The network. */
  public Graph graph() {
    return graph;
  }

  /** The most images that are inferred at once. */
  int chunk() {
    return chunk;
  }

  /** The most images a call takes. */
  public int batch() {
    return batch;
  }

  /**
   * Takes over parameters: inference packs the weights (call again after a change), training copies
   * all values into {@link #parameters}.
   */
  public void load(Parameters source) {
    if (parameters == null) {
      assembly.steps.forEach(step -> step.load(source));
    } else {
      parameters.set(source);
    }
  }

  /** As {@link #load(Parameters)} for inference, but skips these zero weights. */
  public void load(Parameters source, Skipping skipping) {
    checkMode(parameters == null, "infer");
    for (Step step : assembly.steps) {
      if (step instanceof ProductStep product) {
        product.load(source, skipping);
      } else {
        step.load(source);
      }
    }
  }

  /** Which zero weights a convolution or dense layer skips since the last load. */
  Skipping skipping(String node) {
    return product(node, "skip zeros").skipping();
  }

  /**
   * Rounds the input of a convolution or dense layer to a format from now on: runs of the input
   * channels at each pixel, or one run an image. Float32 ends it. Gradients pass straight through
   * where the format does not saturate, and stop where it does: see {@link
   * io.espalier.kernels.format.PassRange}.
   *
   * @param node the layer's name
   * @param format resolved
   */
  public void quantizeInput(String node, NumberFormat format) {
    product(node, "take a format").staging().format(format);
  }

  /**
   * Sets the values in the input of a convolution or dense layer whose magnitude is below a
   * threshold to zero from now on, before they are rounded; other readers of the same tensor see it
   * as it is. Zero ends it. Gradients stop where a value was set to zero.
   *
   * @param node the layer's name
   * @param threshold at least 0, finite
   */
  public void pruneInput(String node, float threshold) {
    if (!(threshold >= 0 && threshold <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "threshold must be finite and at least 0, got " + threshold);
    }
    product(node, "take a threshold").staging().threshold(threshold);
  }

  private ProductStep product(String node, String what) {
    ProductStep step = assembly.products.get(node);
    if (step == null) {
      throw new IllegalArgumentException(
          "only convolutions and dense layers "
              + what
              + ", which '"
              + node
              + "' is not; there are "
              + assembly.products.keySet());
    }
    return step;
  }

  /**
   * Infers.
   *
   * @param images NHWC [.. × height × width × channels]
   * @param from the first image
   * @param count at most {@link #batch}
   * @return logits [count × classes], row-major, in the program's own array until the next call
   */
  public float[] infer(float[] images, int from, int count) {
    checkMode(parameters == null, "infer");
    checkCount(count);
    for (int start = 0; start < count; start += chunk) {
      int some = Math.min(chunk, count - start);
      fill(images, from + start, some);
      forward(some);
      for (int n = 0; n < some; n++) {
        output.unpack(n, logits, (start + n) * output.channels());
      }
    }
    return logits;
  }

  /**
   * As {@link #infer(float[], int, int)}, with equal bits, and shows the input of every convolution
   * and dense layer as the layer reads it: small values set to zero, the others rounded.
   */
  public float[] infer(float[] images, int from, int count, InputObserver reader) {
    checkMode(parameters == null, "infer");
    checkCount(count);
    for (int start = 0; start < count; start += chunk) {
      int some = Math.min(chunk, count - start);
      fill(images, from + start, some);
      for (Step step : assembly.steps) {
        step.forwardShown(some);
        if (step instanceof ProductStep product && product.isLearned()) {
          show(product.name(), product.staging().staged(), some, reader);
        }
      }
      for (int n = 0; n < some; n++) {
        output.unpack(n, logits, (start + n) * output.channels());
      }
    }
    return logits;
  }

  private void checkMode(boolean fits, String what) {
    if (!fits) {
      throw new IllegalStateException("this program was not made to " + what);
    }
  }

  /** Once a batch: who runs it can be asked to stop. */
  private void checkCount(int count) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted between two batches");
    }
    if (count < 0 || count > batch) {
      throw new IllegalArgumentException("count must be in [0, " + batch + "], got " + count);
    }
  }

  private void fill(float[] images, int from, int count) {
    int volume = graph.input().volume();
    for (int n = 0; n < count; n++) {
      input.pack(n, images, (from + n) * volume);
    }
  }

  private void forward(int count) {
    List<Step> steps = assembly.steps;
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).forward(count);
    }
  }

  /**
   * Infers and shows the input of every convolution and dense layer, in the graph's order, small
   * values set to zero. Inputs that have a format are shown before they are rounded, but come from
   * rounded layers before: clear all formats to observe a float32 run.
   */
  public void observe(float[] images, int from, int count, InputObserver observer) {
    checkMode(parameters == null, "observe");
    checkCount(count);
    for (int start = 0; start < count; start += chunk) {
      int some = Math.min(chunk, count - start);
      fill(images, from + start, some);
      for (Step step : assembly.steps) {
        if (step instanceof ProductStep product && product.isLearned()) {
          Staging staging = product.staging();
          float least = staging.threshold();
          show(
              product.name(),
              staging.source(),
              some,
              (node, values, begin, end) -> {
                Staging.silence(values, begin, end, least);
                observer.accept(node, values, begin, end);
              });
        }
        step.forwardShown(some);
      }
    }
  }

  private void show(String node, Tensor input, int count, InputObserver observer) {
    int volume = input.shape().volume();
    if (observed.length < volume * count) {
      observed = new float[volume * count];
    }
    for (int n = 0; n < count; n++) {
      input.unpack(n, observed, n * volume);
    }
    observer.accept(node, observed, 0, volume * count);
  }

  /** The parameters being trained: the program's own arrays, which may be written in place. */
  public Parameters parameters() {
    checkMode(parameters != null, "train");
    return parameters;
  }

  /** d(mean loss)/d(parameter) after {@link #forwardBackward}; statistics have zeros. */
  public Parameters gradients() {
    checkMode(parameters != null, "train");
    return gradients;
  }

  /**
   * One batch forward and backward. Batch norms use the batch's statistics and update the running
   * ones in {@link #parameters}.
   *
   * @param images NHWC, all images
   * @param order indices of images
   * @param from the first index used
   * @param labels the class of each image, unsigned
   * @param count images in the batch, 1 to {@link #batch}
   * @return the mean softmax cross-entropy of the batch
   */
  public float forwardBackward(float[] images, int[] order, int from, byte[] labels, int count) {
    checkMode(parameters != null, "train");
    checkCount(count);
    int volume = graph.input().volume();
    for (int n = 0; n < count; n++) {
      input.pack(n, images, order[from + n] * volume);
    }
    for (int i = 0; i < assembly.steps.size(); i++) {
      assembly.steps.get(i).load(parameters);
    }
    forward(count);
    float loss = loss(order, from, labels, count);
    for (int i = 0; i < assembly.backward.size(); i++) {
      assembly.backward.get(i).run(count);
    }
    return loss;
  }

  private float loss(int[] order, int from, byte[] labels, int count) {
    Tensor gradient = assembly.gradient(graph.output().name());
    int classes = output.channels();
    double sum = 0;
    for (int n = 0; n < count; n++) {
      int label = labels[order[from + n]] & 0xff;
      int at = output.row(n, 0);
      sum += Loss.crossEntropy(output.values(), at, classes, label);
      Loss.gradient(
          output.values(), at, classes, label, 1.0 / count, gradient.values(), gradient.row(n, 0));
    }
    return (float) (sum / count);
  }
}
