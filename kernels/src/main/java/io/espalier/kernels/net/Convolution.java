package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A two-dimensional convolution (cross-correlation).
 *
 * <p>Weights are [out][kernel height][kernel width][in / groups]: output channels come in {@code
 * groups} equal runs, each of which sees its own equal run of input channels.
 */
public record Convolution(int out, Window window, int groups, Bias bias) implements Layer {
  /** Checks counts and that the groups divide the outputs. */
  public Convolution {
    if (out < 1) {
      throw new IllegalArgumentException("output channels must be at least 1, got " + out);
    }
    if (groups < 1 || out % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the output channels " + out + ", got " + groups);
    }
  }

  /** An ungrouped convolution. */
  public Convolution(int out, Window window, Bias bias) {
    this(out, window, 1, bias);
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
    slots.add(new Slot(node, Role.WEIGHT, List.of(out, window.height(), window.width(), depth)));
    if (bias == Bias.PRESENT) {
      slots.add(new Slot(node, Role.BIAS, List.of(out)));
    }
    return slots;
  }

  @Override
  public long macs(List<Shape> inputs) {
    long kernel = (long) window.height() * window.width() * (inputs.get(0).channels() / groups);
    return kernel * output(inputs).volume();
  }
}
