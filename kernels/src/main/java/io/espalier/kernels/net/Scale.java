package io.espalier.kernels.net;

import java.util.List;

/** A learned factor per channel, y = γ x: the explicit scale that network slimming prunes by. */
public record Scale() implements Layer {
  @Override
  public Shape output(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<Slot> slots(String node, List<Shape> inputs) {
    return List.of(new Slot(node, Role.GAMMA, List.of(inputs.get(0).channels())));
  }
}
