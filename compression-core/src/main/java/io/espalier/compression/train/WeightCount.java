package io.espalier.compression.train;

import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;

/** How many weights of convolutions and dense layers there are, and how many are not zero. */
public record WeightCount(long nonzero, long all) {
  /** Counts. */
  public static WeightCount of(Parameters parameters) {
    long nonzero = 0;
    long all = 0;
    for (Slot slot : parameters.slots()) {
      if (slot.role() == Role.WEIGHT) {
        all += slot.size();
        for (float weight : parameters.get(slot)) {
          nonzero += weight != 0 ? 1 : 0;
        }
      }
    }
    return new WeightCount(nonzero, all);
  }
}
