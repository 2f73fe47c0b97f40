package io.espalier.kernels.simd;

import static io.espalier.kernels.simd.Lanes.COUNT;
import static io.espalier.kernels.simd.Lanes.F;
import static io.espalier.kernels.simd.Lanes.I;
import static io.espalier.kernels.simd.Lanes.MAGNITUDE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The largest magnitude of a range. */
final class VectorMax {
  private VectorMax() {}

  /** The largest magnitude in {@code x[from, to)}, NaN if there is one, 0 if the range is empty. */
  static float magnitude(float[] x, int from, int to) {
    IntVector largest = IntVector.zero(I);
    int i = from;
    for (; i + COUNT <= to; i += COUNT) {
      IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
      largest = largest.max(b.and(MAGNITUDE));
    }
    int max = largest.reduceLanes(VectorOperators.MAX);
    for (; i < to; i++) {
      max = Math.max(max, Float.floatToRawIntBits(x[i]) & MAGNITUDE);
    }
    return Float.intBitsToFloat(max);
  }
}
