package io.espalier.compression.measure;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One convolution or dense layer after compression.
 *
 * @param index its place among the convolutions and dense layers, from 0
 * @param name the node's name
 * @param type {@code convolution} or {@code dense}
 * @param weightShape [out, kernel height, kernel width, in / groups] or [out, in]
 * @param inputs input channels or features, those that no group reads among them
 * @param outputs output channels or features
 * @param kernel height×width of the kernel, 1×1 for a dense layer
 * @param stride its step, 1 for a dense layer
 * @param kernels its groups and kernels before and after
 * @param weights number of weights
 * @param weightsNonzero those that are not zero
 * @param macsDense multiply-accumulates of one input
 * @param macsEffective those whose weight is not zero
 * @param zeroInputs what is zero in the layer's input over the test images
 * @param threshold the least magnitude among the kept weights before rounding, 0 if none is kept
 * @param weight how the weights are stored
 * @param activation how the layer's input is stored
 * @param bitsCompressed bits of the weights as {@link Size#bitsCompressed()} counts them
 * @param error what rounding did to the weights
 * @param collapsed whether every weight is zero
 * @param maskDigest SHA-256 (first 16 hex digits) over the positions of the kept weights
 */
public record LayerMeasure(
    int index,
    String name,
    String type,
    List<Integer> weightShape,
    int inputs,
    int outputs,
    String kernel,
    int stride,
    Kernels kernels,
    long weights,
    long weightsNonzero,
    long macsDense,
    long macsEffective,
    ZeroInputs zeroInputs,
    double threshold,
    StoredAs weight,
    StoredAs activation,
    long bitsCompressed,
    RoundingError error,
    boolean collapsed,
    String maskDigest) {
  /** Copies the shape. */
  public LayerMeasure {
    weightShape = List.copyOf(weightShape);
  }

  /** The fraction of the weights that are zero. */
  public double sparsity() {
    return 1 - (double) weightsNonzero / weights;
  }

  /**
   * Kernels of a convolution: one for each output and each input that it sees. Those of a dense
   * layer are its weights, in one group.
   *
   * @param groupsBefore groups before anything was cut out
   * @param groups groups now
   * @param before kernels before anything was cut out
   * @param remaining kernels now, zeros among them
   */
  public record Kernels(int groupsBefore, int groups, long before, long remaining) {}

  /**
   * Zeros in the input of a layer as it reads it, over the test images.
   *
   * @param fraction of the input's values, padding aside, that are zero
   * @param macsBoth multiply-accumulates of one image in which neither the weight nor the input is
   *     zero, the mean over the images, rounded; padding is zero
   * @param threshold magnitudes below it were set to zero; empty if no step did so
   */
  public record ZeroInputs(double fraction, long macsBoth, OptionalDouble threshold) {}

  /**
   * How a tensor is stored.
   *
   * @param type the format's name in configurations, such as {@code bfp}
   * @param format the format's canonical text, every field fixed
   * @param bits bits of one value without shared fields
   * @param blockSize values that share a field, 1 if none does, 0 if a whole run does
   * @param averageBits bits of a value with its part of the shared fields
   * @param observedMin least value before rounding (activations: over the calibration images);
   *     empty if it was not looked at
   * @param observedMax greatest value before rounding, likewise
   */
  public record StoredAs(
      String type,
      String format,
      int bits,
      int blockSize,
      double averageBits,
      OptionalDouble observedMin,
      OptionalDouble observedMax) {}

  /**
   * Weights before rounding against after, over all weights of the layer, pruned zeros included.
   *
   * @param meanSquared mean of the squared differences
   * @param sqnrDecibel 10 log₁₀ (Σ before² / Σ difference²); empty if nothing changed or all is
   *     zero
   */
  public record RoundingError(double meanSquared, OptionalDouble sqnrDecibel) {}
}
