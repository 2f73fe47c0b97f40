package io.espalier.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The widest vectors of this machine, and the fields of a float32 as bit masks. */
final class Lanes {
  static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;

  /** Lanes of a vector: 16 with 512 bits, 8 with 256. */
  static final int COUNT = F.length();

  static final int MAGNITUDE = 0x7fffffff;
  static final int SIGN = 0x80000000;
  static final int EXPONENT = 0x7f800000;
  static final int ONE_BINADE = 1 << 23;

  private Lanes() {}

  /** The bits of 2^e, for a normal 2^e. */
  static int power(int e) {
    assert e >= Float.MIN_EXPONENT && e <= Float.MAX_EXPONENT : e;
    return (e + 127) << 23;
  }
}
