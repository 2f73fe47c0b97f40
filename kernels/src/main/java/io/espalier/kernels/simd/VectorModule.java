package io.espalier.kernels.simd;

/** Whether this JVM was started with {@code --add-modules jdk.incubator.vector}. */
public final class VectorModule {
  private VectorModule() {}

  /** Whether the vector loops can be used; else the scalar ones are. */
  public static boolean isPresent() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /** The width of the vectors that loops compute on, in bits; 0 where they are scalar. */
  public static int bits() {
    return isPresent() ? Width.bits() : 0;
  }

  /** Apart, so that nothing loads a vector class where the module is absent. */
  private static final class Width {
    static int bits() {
      return Lanes.F.vectorBitSize();
    }
  }
}
