package io.espalier.kernels.net;

import java.util.List;

/** The channels of two or more inputs of one height and width, one after another. */
public record Concat() implements Layer {
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
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape input : inputs) {
      if (input.height() != first.height() || input.width() != first.width()) {
        throw new IllegalArgumentException(
            "a concatenation needs inputs of one height and width, got " + inputs);
      }
      channels += input.channels();
    }
    return new Shape(first.height(), first.width(), channels);
  }
}
