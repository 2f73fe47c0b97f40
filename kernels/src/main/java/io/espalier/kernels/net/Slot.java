package io.espalier.kernels.net;

import java.util.List;

/** One parameter array of a graph: whose it is, what it is, and its extents, outermost first. */
public record Slot(String node, Role role, List<Integer> extents) {
  /** Copies the extents. */
  public Slot {
    extents = List.copyOf(extents);
  }

  /** The number of values. */
  public int size() {
    return extents.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return node + "." + role;
  }
}
