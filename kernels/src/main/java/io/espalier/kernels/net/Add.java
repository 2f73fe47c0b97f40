package io.espalier.kernels.net;

import java.util.List;

/** The elementwise sum of two or more inputs of one shape, as at the end of a residual block. */
public record Add() implements Layer {
  @Override
  public int fewestInputs() {
    return 2;
  }

  @Override
  public int mostInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Shape output(List<Shape> inputs) {
    for (Shape input : inputs) {
      if (!input.equals(inputs.get(0))) {
        throw new IllegalArgumentException("an addition needs inputs of one shape, got " + inputs);
      }
    }
    return inputs.get(0);
  }
}
