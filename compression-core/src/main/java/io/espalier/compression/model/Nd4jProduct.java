package io.espalier.compression.model;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's matrix product, which is its OpenBLAS's {@code sgemm}: what our own is measured against.
 */
public final class Nd4jProduct {
  private Nd4jProduct() {}

  /** What multiplies [m × k] by [k × n] into an array of its own when run. */
  public static Runnable of(int m, int k, int n) {
    INDArray a = Nd4j.rand(DataType.FLOAT, m, k);
    INDArray b = Nd4j.rand(DataType.FLOAT, k, n);
    INDArray c = Nd4j.createUninitialized(DataType.FLOAT, m, n);
    return () -> a.mmuli(b, c);
  }
}
