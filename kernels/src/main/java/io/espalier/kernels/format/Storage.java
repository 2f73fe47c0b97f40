package io.espalier.kernels.format;

import io.espalier.kernels.format.FixedCode.Sign;
import io.espalier.kernels.format.FloatCode.Specials;
import io.espalier.kernels.simd.FixedGrid;
import java.util.Optional;

/** How a resolved format stores a block: a field that its elements share, then a code each. */
interface Storage {
  /** Bits of the shared field, 0 to 48. */
  default int sharedWidth() {
    return 0;
  }

  /** The shared field of the block {@code x[from, to)}, not yet rounded; in the lowest bits. */
  default long shared(float[] x, int from, int to) {
    return 0;
  }

  /** The elements of a block with this shared field. */
  ElementCode element(long shared);

  /**
   * The stored form of a format.
   *
   * @throws IllegalStateException if the format is not resolved
   */
  static Storage of(NumberFormat format) {
    return SharedStorage.of(format).or(() -> RunStorage.of(format)).orElseGet(() -> alone(format));
  }

  private static Storage alone(NumberFormat format) {
    ElementCode code =
        floats(format)
            .or(() -> others(format))
            .orElseThrow(() -> new AssertionError("no stored form of " + format));
    return shared -> code;
  }

  private static Optional<ElementCode> floats(NumberFormat format) {
    if (format instanceof MiniFloat f) {
      int bias = f.bias().value(f.exponentWidth());
      return Optional.of(new FloatCode(f.exponentWidth(), f.mantissaWidth(), bias, Specials.NONE));
    } else if (format instanceof DenormMiniFloat f) {
      return Optional.of(
          new DenormCode(f.exponentWidth(), f.mantissaWidth(), f.bias().value(f.exponentWidth())));
    } else if (format instanceof OcpFloat f) {
      return Optional.of(of(f.element(), f.element().bias()));
    } else if (format instanceof Half) {
      return Optional.of(new FloatCode(5, 10, 15, Specials.IEEE));
    }
    return Optional.empty();
  }

  /** An element of the Open Compute Project, its exponent moved by another bias. */
  static ElementCode of(OcpElement e, int bias) {
    Specials specials =
        switch (e.overflow) {
          case SATURATE -> Specials.NONE;
          case NAN -> Specials.LAST;
          case INFINITY -> Specials.IEEE;
        };
    return new FloatCode(e.exponentWidth, e.mantissaWidth, bias, specials);
  }

  private static Optional<ElementCode> others(NumberFormat format) {
    if (format instanceof Float32) {
      return Optional.of(new RawCode(0));
    } else if (format instanceof Bfloat16) {
      return Optional.of(new RawCode(16));
    } else if (format instanceof FixedPoint f) {
      Sign sign = f.signed() ? Sign.COMPLEMENT : Sign.NONE;
      return Optional.of(new FixedCode((FixedGrid) f.grid(), f.width(), sign));
    } else if (format instanceof LogNumber f) {
      return Optional.of(new LogCode(f.width(), f.bias().value(f.width() - 1), f.zero()));
    }
    return Optional.empty();
  }
}
