package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.MiniGrid;
import io.espalier.kernels.simd.MiniGrid.Carry;
import io.espalier.kernels.simd.MiniGrid.Overflow;

/**
 * An 8-, 6- or 4-bit float of the Open Compute Project, rounded to nearest even with subnormals.
 *
 * <p>Relative error of a normal number ≤ 2^−(M+1). Idempotent.
 *
 * @param element which one
 * @param saturate whether overflow and infinity become the largest magnitude; else NaN for E4M3 and
 *     an infinity for E5M2
 */
@Named("ocp")
@Meaning("8-, 6- or 4-bit float of the Open Compute Project")
public record OcpFloat(
    @Meaning("element type") OcpElement element,
    @Meaning("whether overflow becomes the largest magnitude, else NaN or infinity")
        @Default("true")
        boolean saturate)
    implements NumberFormat {
  /** Checks that the type has something to overflow to. */
  public OcpFloat {
    if (!saturate && !element.hasNaN()) {
      throw new IllegalArgumentException(
          "saturate must be true for "
              + element.name().toLowerCase(java.util.Locale.ROOT)
              + ", which has neither infinity nor NaN");
    }
  }

  @Override
  public int widthBits() {
    return element.widthBits();
  }

  @Override
  public Grid grid() {
    return new MiniGrid(
        element.mantissaWidth,
        element.bias(),
        element.top,
        element.max(),
        Carry.UP,
        saturate ? Overflow.SATURATE : element.overflow);
  }
}
