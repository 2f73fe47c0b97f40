package io.espalier.kernels.format;

import io.espalier.kernels.simd.MiniGrid.Overflow;

/**
 * The 8-, 6- and 4-bit floats of the Open Compute Project (OCP OFP8 2023, OCP Microscaling v1.0
 * 2023).
 */
public enum OcpElement {
  /** 4 exponent bits, 3 of fraction, to 448; no infinity, one NaN. */
  E4M3(4, 3, 8, 1.75, Overflow.NAN),
  /** 5 exponent bits, 2 of fraction, to 57344; IEEE infinity and NaN. */
  E5M2(5, 2, 15, 1.75, Overflow.INFINITY),
  /** 3 exponent bits, 2 of fraction, to 28. */
  E3M2(3, 2, 4, 1.75, Overflow.SATURATE),
  /** 2 exponent bits, 3 of fraction, to 7.5. */
  E2M3(2, 3, 2, 1.875, Overflow.SATURATE),
  /** 2 exponent bits, 1 of fraction, to 6: 0, 0.5, 1, 1.5, 2, 3, 4, 6. */
  E2M1(2, 1, 2, 1.5, Overflow.SATURATE);

  final int exponentWidth;
  final int mantissaWidth;
  final int top;
  final double fraction;
  final Overflow overflow;

  OcpElement(int exponentWidth, int mantissaWidth, int top, double fraction, Overflow overflow) {
    this.exponentWidth = exponentWidth;
    this.mantissaWidth = mantissaWidth;
    this.top = top;
    this.fraction = fraction;
    this.overflow = overflow;
  }

  /** Bits of an element. */
  public int widthBits() {
    return 1 + exponentWidth + mantissaWidth;
  }

  int bias() {
    return (1 << (exponentWidth - 1)) - 1;
  }

  /** Binades from the smallest normal one to the top one. */
  int span() {
    return top + bias() - 1;
  }

  float max() {
    return (float) Math.scalb(fraction, top);
  }

  boolean hasNaN() {
    return overflow != Overflow.SATURATE;
  }
}
