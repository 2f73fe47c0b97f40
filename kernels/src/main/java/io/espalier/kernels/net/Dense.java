package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A fully connected layer over a vector, weights [out][in].
 *
 * <p>Behind a {@link Flatten} the vector is in height, width, channel order.
 */
public record Dense(int out, Bias bias) implements Layer {
  /** Checks the number of outputs. */
  public Dense {
    if (out < 1) {
      throw new IllegalArgumentException("outputs must be at least 1, got " + out);
    }
  }

  @Override
  public Shape output(List<Shape> inputs) {
    if (!inputs.get(0).isFlat()) {
      throw new IllegalArgumentException(
          "a dense layer takes a vector (flatten first), got " + inputs.get(0));
    }
    return Shape.flat(out);
  }

  @Override
  public List<Slot> slots(String node, List<Shape> inputs) {
    List<Slot> slots = new ArrayList<>();
    slots.add(new Slot(node, Role.WEIGHT, List.of(out, inputs.get(0).channels())));
    if (bias == Bias.PRESENT) {
      slots.add(new Slot(node, Role.BIAS, List.of(out)));
    }
    return slots;
  }

  @Override
  public long macs(List<Shape> inputs) {
    return (long) out * inputs.get(0).channels();
  }
}
