package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A two-dimensional convolution (cross-correlation).
 *
 * <p>Weights are [out][kernel height][kernel width][in / groups]: output channels come in {@code
 * groups} equal runs, each of which sees its own equal run of input channels. Constant weights are
 * an array of role {@link Role#CONSTANT_WEIGHT} and count as no multiply-accumulates: they only
 * pick channels.
 */
public record Convolution(int out, Window window, int groups, Bias bias, Weights weights)
    implements Layer {
  /** Checks counts, that the groups divide the outputs, and that constant weights have no bias. */
  public Convolution {
    if (out < 1) {
      throw new IllegalArgumentException("output channels must be at least 1, got " + out);
    }
    if (groups < 1 || out % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the output channels " + out + ", got " + groups);
    }
    if (weights == Weights.CONSTANT && bias == Bias.PRESENT) {
      throw new IllegalArgumentException("a convolution with constant weights has no bias");
    }
  }

  /** A convolution whose weights are learned. */
  public Convolution(int out, Window window, int groups, Bias bias) {
    this(out, window, groups, bias, Weights.LEARNED);
  }

  /** An ungrouped convolution whose weights are learned. */
  public Convolution(int out, Window window, Bias bias) {
    this(out, window, 1, bias);
  }

  /** The role of its weights, which tells learned from constant ones. */
  public Role weightRole() {
    return weights == Weights.LEARNED ? Role.WEIGHT : Role.CONSTANT_WEIGHT;
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = inputs.get(0);
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the input channels " + input.channels() + ", got " + groups);
    }
    return window.output(input, out);
  }

  @Override
  public List<Slot> slots(String node, List<Shape> inputs) {
    List<Slot> slots = new ArrayList<>();
    int depth = inputs.get(0).channels() / groups;
    slots.add(new Slot(node, weightRole(), List.of(out, window.height(), window.width(), depth)));
    if (bias == Bias.PRESENT) {
      slots.add(new Slot(node, Role.BIAS, List.of(out)));
    }
    return slots;
  }

  @Override
  public long macs(List<Shape> inputs) {
    if (weights == Weights.CONSTANT) {
      return 0;
    }
    long kernel = (long) window.height() * window.width() * (inputs.get(0).channels() / groups);
    return kernel * output(inputs).volume();
  }
}
