package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.simd.NetKernels;
import java.util.List;

/**
 * The backward pass of a convolution or dense layer. The input's gradient is the same indirect
 * product as forward, over the output's gradient with flipped weights. Mutable.
 */
final class ProductGradient {
  private final Tensor dOut;
  private final Tensor dIn;
  private final NetKernels kernels;
  private final boolean depthwise;
  private final int images;
  private final Geometry.Backward input;
  private final Finish plain;
  private final WeightGradient weights;
  private final float[] dWeights;
  private final float[] dBias;
  private final ChannelSums biasSums;

  /**
   * @param dIn null where nothing before the layer is trained
   * @param dWeights null for constant weights
   * @param dBias null for a layer without bias
   */
  ProductGradient(
      Geometry geometry,
      Tensor in,
      Tensor dOut,
      Tensor dIn,
      int capacity,
      NetKernels kernels,
      float[] dWeights,
      float[] dBias) {
    this.dOut = dOut;
    this.dIn = dIn;
    this.kernels = kernels;
    depthwise = geometry.isDepthwise();
    this.dWeights = dWeights;
    this.dBias = dBias;
    images = geometry.imagesPerBackwardTable(capacity);
    input =
        dIn == null
            ? new Geometry.Backward(List.of(), List.of())
            : geometry.backward(dOut.layout(), dIn.layout(), images);
    plain = Finish.plain(geometry.input().channels(), Float.NEGATIVE_INFINITY);
    weights = new WeightGradient(geometry, in, dOut, capacity, kernels);
    biasSums = new ChannelSums(dOut.stride());
  }

  void load(float[] source) {
    List<Panel> panels = input.panels();
    for (int i = 0; i < panels.size(); i++) {
      panels.get(i).pack(source);
    }
  }

  /** Zeroes the output's gradient wherever the fused ReLU was closed. */
  void gate(Tensor out, int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < out.height(); y++) {
        kernels
            .rows()
            .gate(out.values(), out.row(n, y), dOut.values(), dOut.row(n, y), out.layout().row());
      }
    }
  }

  void compute(Tensor in, int count) {
    parameters(in, count);
    for (int i = 0; i < input.phases().size(); i++) {
      input(input.phases().get(i), count);
    }
  }

  /** Weights and biases of a few images at a time, while their gradients are in cache. */
  private void parameters(Tensor in, int count) {
    clear();
    for (int n = 0; n < count; n += weights.images()) {
      int some = Math.min(weights.images(), count - n);
      if (dWeights != null) {
        weights.add(in, n, some, dWeights);
      }
      if (dBias != null) {
        bias(n, some);
      }
    }
    finish();
  }

  private void clear() {
    if (dWeights != null) {
      weights.clear(dWeights);
    }
    biasSums.clear();
  }

  private void finish() {
    if (dWeights != null) {
      weights.finish(dWeights);
    }
    if (dBias != null) {
      biasSums.write(dBias);
    }
  }

  /** Zeroes the input's gradient where the format of the input saturates. */
  void gateInput(Staging staging, int count) {
    if (dIn != null) {
      staging.gate(dIn, count);
    }
  }

  private void bias(int from, int some) {
    for (int n = from; n < from + some; n++) {
      biasSums.clearPartial();
      for (int y = 0; y < dOut.height(); y++) {
        kernels
            .rows()
            .sum(dOut.values(), dOut.row(n, y), dOut.width(), dOut.stride(), biasSums.partial);
      }
      biasSums.addPartial();
    }
  }

  private void input(Geometry.Phase phase, int count) {
    for (int n = 0; n < count; n += images) {
      int rows = Math.min(images, count - n) * phase.perImage();
      for (int i = 0; i < phase.panels().size(); i++) {
        multiply(phase, rows, n, phase.panels().get(i));
      }
    }
  }

  private void multiply(Geometry.Phase phase, int rows, int n, Panel panel) {
    float[] x = dOut.values();
    int from = dOut.image(n);
    if (depthwise) {
      kernels
          .depthwise()
          .product(phase.rows(), rows, x, from, panel, plain, dIn.values(), dIn.image(n));
    } else {
      kernels
          .products()
          .product(phase.rows(), rows, x, from, panel, plain, dIn.values(), dIn.image(n));
    }
  }
}
