package io.espalier.compression.model;

import io.espalier.kernels.net.Role;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where an array of a graph is in a Deeplearning4j network.
 *
 * @param node our node
 * @param role which of its arrays
 * @param key Deeplearning4j's name of the array, such as {@code 0_W}
 * @param order the index of our i-th value in their array, read in C order
 * @param encoding how they write a value
 */
record Link(String node, Role role, String key, IntUnaryOperator order, Encoding encoding) {
  /** How Deeplearning4j writes a value. */
  enum Encoding {
    PLAIN,
    /** A variance as the logarithm to base 10 of its root. */
    LOG10_DEVIATION;

    float decode(float theirs) {
      return this == PLAIN ? theirs : (float) Math.pow(10, 2.0 * theirs);
    }

    float encode(float ours) {
      return this == PLAIN ? ours : (float) (0.5 * Math.log10(ours));
    }
  }

  Link(String node, Role role, String key, IntUnaryOperator order) {
    this(node, role, key, order, Encoding.PLAIN);
  }

  /** Fills our array from theirs. */
  void fill(float[] ours, float[] theirs) {
    checkLength(ours.length, theirs.length);
    for (int i = 0; i < ours.length; i++) {
      ours[i] = encoding.decode(theirs[order.applyAsInt(i)]);
    }
  }

  /** Writes our array over theirs. */
  void store(float[] ours, INDArray theirs) {
    checkLength(ours.length, theirs.length());
    float[] values = new float[ours.length];
    for (int i = 0; i < ours.length; i++) {
      values[order.applyAsInt(i)] = encoding.encode(ours[i]);
    }
    theirs.assign(Nd4j.create(values, theirs.shape(), 'c'));
  }

  private void checkLength(int ours, long theirs) {
    if (ours != theirs) {
      throw new IllegalArgumentException(
          "layer '" + node + "' takes " + ours + " values of " + role + " here, but has " + theirs);
    }
  }
}
