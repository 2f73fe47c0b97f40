package io.espalier.kernels.net;

import java.util.List;

/**
 * An elementwise function.
 *
 * @param kind which one
 * @param alpha the slope below zero of {@code LEAKY_RELU}, the scale of {@code ELU}; else unused
 * @param low the lower bound of {@code CLIP}; else unused
 * @param high the upper bound of {@code CLIP}; else unused
 */
public record Activation(Kind kind, double alpha, double low, double high) implements Layer {
  /** The elementwise functions there are. */
  public enum Kind {
    /** x. */
    IDENTITY,
    /** max(x, 0). */
    RELU,
    /** x above 0, else α x. */
    LEAKY_RELU,
    /** min(max(x, low), high). */
    CLIP,
    /** 1 / (1 + e^−x). */
    SIGMOID,
    /** tanh x. */
    TANH,
    /** x above 0, else α (e^x − 1). */
    ELU,
    /** ln(1 + e^x). */
    SOFTPLUS,
    /** min(max(0.2 x + 0.5, 0), 1), as Keras and Deeplearning4j define it. */
    HARD_SIGMOID,
    /** min(max(x, −1), 1). */
    HARD_TANH,
    /** x · min(max(x + 3, 0), 6) / 6. */
    HARD_SWISH,
    /** min(max(x + 3, 0), 6) / 6, the hard sigmoid of PyTorch. */
    HARD_SIGMOID_6
  }

  /** Checks the bounds. */
  public Activation {
    if (!Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha must be finite, got " + alpha);
    }
    if (!(low <= high)) {
      throw new IllegalArgumentException("low must not exceed high, got " + low + " and " + high);
    }
  }

  /** A function without a parameter of its own (a leaky slope of 0.01, an ELU scale of 1). */
  public static Activation of(Kind kind) {
    double alpha = kind == Kind.LEAKY_RELU ? 0.01 : kind == Kind.ELU ? 1 : 0;
    return new Activation(kind, alpha, 0, Double.POSITIVE_INFINITY);
  }

  /** max(x, 0). */
  public static Activation relu() {
    return of(Kind.RELU);
  }

  /** A leaky ReLU or ELU with its parameter. */
  public static Activation of(Kind kind, double alpha) {
    return new Activation(kind, alpha, 0, Double.POSITIVE_INFINITY);
  }

  /** min(max(x, low), high); ReLU6 is {@code clip(0, 6)}. */
  public static Activation clip(double low, double high) {
    return new Activation(Kind.CLIP, 0, low, high);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return inputs.get(0);
  }
}
