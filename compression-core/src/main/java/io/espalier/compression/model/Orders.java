package io.espalier.compression.model;

import io.espalier.kernels.net.Shape;
import java.util.function.IntUnaryOperator;

/** From the index of a value in our array to its index in Deeplearning4j's, read in C order. */
final class Orders {
  private Orders() {}

  /** Ours [out][kernel height][kernel width][in], theirs [out][in][kernel height][kernel width]. */
  static IntUnaryOperator convolution(int kernelHeight, int kernelWidth, int in) {
    IntUnaryOperator pixel = vector(new Shape(kernelHeight, kernelWidth, in));
    int filter = kernelHeight * kernelWidth * in;
    return i -> i / filter * filter + pixel.applyAsInt(i % filter);
  }

  /**
   * Ours [out][in], theirs [in][out].
   *
   * @param image what the input was before it was flattened, 1×1×in if it never was an image
   */
  static IntUnaryOperator dense(int out, Shape image) {
    IntUnaryOperator row = vector(image);
    int in = image.volume();
    return i -> row.applyAsInt(i % in) * out + i / in;
  }

  /** A flattened image: ours in height, width, channel order, theirs channel, height, width. */
  static IntUnaryOperator vector(Shape image) {
    int channels = image.channels();
    int pixels = image.pixels();
    return i -> i % channels * pixels + i / channels;
  }
}
