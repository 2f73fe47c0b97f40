package io.espalier.compression.measure;

import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.InputObserver;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each value in the input of each convolution and dense layer is not zero, over the
 * images of an evaluation. Mutable, for one thread.
 */
public final class NonzeroInputs implements InputObserver {
  private final Graph graph;
  private final Map<String, int[]> counts = new HashMap<>();
  private final Map<String, Long> images = new HashMap<>();

  /** Nothing was seen yet. */
  public NonzeroInputs(Graph graph) {
    this.graph = graph;
    graph.weighted().forEach(name -> counts.put(name, new int[input(name).volume()]));
  }

  private Shape input(String name) {
    return graph.inputShapes(graph.node(name)).get(0);
  }

  @Override
  public void accept(String node, float[] values, int from, int to) {
    int[] seen = counts.get(node);
    for (int image = from; image < to; image += seen.length) {
      for (int i = 0; i < seen.length; i++) {
        seen[i] += values[image + i] != 0 ? 1 : 0;
      }
    }
    images.merge(node, (to - from) / (long) seen.length, Long::sum);
  }

  /**
   * The fraction of a layer's input that is zero, padding aside, over all images.
   *
   * @throws IllegalArgumentException if no image was seen
   */
  public double zeroFraction(String node) {
    long nonzero = 0;
    for (int count : counts.get(node)) {
      nonzero += count;
    }
    return 1 - (double) nonzero / (seen(node) * counts.get(node).length);
  }

  private long seen(String node) {
    Long count = images.get(node);
    if (count == null) {
      throw new IllegalArgumentException("no input of layer '" + node + "' was seen");
    }
    return count;
  }

  /**
   * Multiply-accumulates of one image in which neither the weight nor the input is zero: the mean
   * over the images. Padding is zero.
   *
   * @param weights of the layer, [out × kernel height × kernel width × in / groups] or [out × in]
   */
  public double macsBoth(String node, float[] weights) {
    Shape output = graph.shapes().get(node);
    int[] seen = counts.get(node);
    double sum =
        graph.node(node).layer() instanceof Convolution convolution
            ? new Reads(convolution, input(node), output, seen).macs(weights)
            : taps(weights, seen.length, Arrays.stream(seen).asLongStream().toArray());
    return sum / seen(node);
  }

  /** What a convolution reads. */
  private record Reads(Convolution layer, Shape input, Shape output, int[] seen) {
    double macs(float[] weights) {
      Window window = layer.window();
      int depth = input.channels() / layer.groups();
      int kernel = window.height() * window.width() * depth;
      int share = layer.out() / layer.groups() * kernel;
      double sum = 0;
      for (int group = 0; group < layer.groups(); group++) {
        long[] reads = new long[kernel];
        for (int tap = 0; tap < window.height() * window.width(); tap++) {
          tap(tap / window.width(), tap % window.width(), group * depth, reads, tap * depth, depth);
        }
        float[] own = Arrays.copyOfRange(weights, group * share, (group + 1) * share);
        sum += taps(own, kernel, reads);
      }
      return sum;
    }

    /** How often the inputs under one kernel position are not zero, added to {@code reads}. */
    private void tap(int ky, int kx, int channel, long[] reads, int from, int depth) {
      Window window = layer.window();
      for (int y = 0; y < output.height(); y++) {
        int row = y * window.strideHeight() - window.padding().top() + ky * window.dilationHeight();
        for (int x = 0; x < output.width(); x++) {
          int column =
              x * window.strideWidth() - window.padding().left() + kx * window.dilationWidth();
          if (row >= 0 && row < input.height() && column >= 0 && column < input.width()) {
            int at = (row * input.width() + column) * input.channels() + channel;
            for (int c = 0; c < depth; c++) {
              reads[from + c] += seen[at + c];
            }
          }
        }
      }
    }
  }

  /** Σ over outputs and inputs of reads where the weight is not zero. */
  private static double taps(float[] weights, int depth, long[] reads) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] != 0 ? reads[i % depth] : 0;
    }
    return sum;
  }
}
