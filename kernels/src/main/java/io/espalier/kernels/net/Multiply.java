package io.espalier.kernels.net;

import java.util.List;

/**
 * The elementwise product of two inputs: of one shape, as in x · σ(x), or of an image and a number
 * for each of its channels, which comes second, as a squeeze-and-excitation block weighs channels
 * (Hu, Shen, Albanie, Sun, Wu 2018, arXiv:1709.01507).
 */
public record Multiply() implements Layer {
  @Override
  public int fewestInputs() {
    return 2;
  }

  @Override
  public int mostInputs() {
    return 2;
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape first = inputs.get(0);
    if (!inputs.get(1).equals(first) && !inputs.get(1).equals(Shape.flat(first.channels()))) {
      throw new IllegalArgumentException(
          "a product needs inputs of one shape, or an image and a number for each of its channels,"
              + " got "
              + inputs);
    }
    return first;
  }
}
