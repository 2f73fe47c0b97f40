package io.espalier.kernels.simd;

/**
 * The loops a network runs on, chosen once: on vector registers where the incubator module is
 * there, in plain Java elsewhere. Both give the same bits.
 */
public record NetKernels(
    ProductKernels products,
    DepthwiseKernels depthwise,
    RowKernels rows,
    SparseKernels sparse,
    ActivationKernels activations) {
  /** Plain Java. */
  public static NetKernels scalar() {
    return new NetKernels(
        new ScalarProducts(),
        new ScalarDepthwise(),
        new ScalarRows(),
        new ScalarSparse(),
        new ScalarActivations());
  }

  /** Vector registers if this JVM was started with {@code --add-modules jdk.incubator.vector}. */
  public static NetKernels fastest() {
    return VectorModule.isPresent() ? Vectors.kernels() : scalar();
  }

  /** Apart, so that nothing loads a vector class where the module is absent. */
  private static final class Vectors {
    static NetKernels kernels() {
      return new NetKernels(
          new VectorProducts(),
          new VectorDepthwise(),
          new VectorRows(),
          new VectorSparse(),
          new VectorActivations());
    }
  }
}
