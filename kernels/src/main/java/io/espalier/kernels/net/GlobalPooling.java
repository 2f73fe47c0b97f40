package io.espalier.kernels.net;

import java.util.List;

/** The maximum or mean of each channel over the whole image: a vector of channels. */
public record GlobalPooling(Pooling.Kind kind) implements Layer {
  @Override
  public Shape output(List<Shape> inputs) {
    return Shape.flat(inputs.get(0).channels());
  }
}
