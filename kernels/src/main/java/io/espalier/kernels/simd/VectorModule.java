package io.espalier.kernels.simd;

/** Whether this JVM was started with {@code --add-modules jdk.incubator.vector}. */
public final class VectorModule {
  private VectorModule() {}

  /** Whether the vector loops can be used; else the scalar ones are. */
  public static boolean isPresent() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
