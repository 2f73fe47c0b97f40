package io.espalier.kernels.format;

import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A format whose whole run shares a float32 found from its data, and perhaps a zero point below it.
 *
 * @param sharedWidth bits of the shared field
 * @param field its value
 * @param elements what elements are under a shared field
 */
record RunStorage(int sharedWidth, long field, LongFunction<ElementCode> elements)
    implements Storage {
  @Override
  public long shared(float[] x, int from, int to) {
    return field;
  }

  @Override
  public ElementCode element(long shared) {
    return elements.apply(shared);
  }

  static Optional<Storage> of(NumberFormat format) {
    if (format instanceof AffineInteger f) {
      return Optional.of(affine(f));
    } else if (format instanceof Binary f) {
      return Optional.of(binary(f));
    } else if (format instanceof Ternary f) {
      return Optional.of(ternary(f));
    }
    return Optional.empty();
  }

  private static RunStorage affine(AffineInteger f) {
    long scale = bits(f.scale().orElseThrow(() -> Checks.unresolved(f)));
    if (f.symmetric()) {
      return new RunStorage(
          32, scale, shared -> new AffineCode(f.width(), true, number(shared), 0));
    }
    int zeroPoint = f.zeroPoint().orElseThrow(() -> Checks.unresolved(f));
    return new RunStorage(
        32 + f.width(),
        scale << f.width() | zeroPoint,
        shared ->
            new AffineCode(
                f.width(), false, number(shared >> f.width()), (int) shared & ones(f.width())));
  }

  private static RunStorage binary(Binary f) {
    if (!f.isResolved()) {
      throw Checks.unresolved(f);
    }
    long alpha = bits(f.scale().orElse(1));
    boolean bipolar = f.levels() == Binary.Levels.BIPOLAR;
    return new RunStorage(
        f.scaled() ? 32 : 0,
        f.scaled() ? alpha : 0,
        shared -> {
          float level = f.scaled() ? number(shared) : 1;
          return LevelCode.binary(bipolar ? -level : 0, level);
        });
  }

  private static RunStorage ternary(Ternary f) {
    if (!f.isResolved()) {
      throw Checks.unresolved(f);
    }
    float level = (float) f.level().orElse(1);
    return new RunStorage(
        f.scaled() ? 32 : 0,
        f.scaled() ? bits(level) : 0,
        shared -> LevelCode.ternary(f.scaled() ? number(shared) : level));
  }

  private static long bits(double v) {
    return Float.floatToIntBits((float) v) & 0xffffffffL;
  }

  private static float number(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static int ones(int width) {
    return (1 << width) - 1;
  }
}
