package io.espalier.kernels.net;

import java.util.List;

/** The image as a vector, in height, width, channel order. */
public record Flatten() implements Layer {
  @Override
  public Shape output(List<Shape> inputs) {
    return Shape.flat(inputs.get(0).volume());
  }
}
