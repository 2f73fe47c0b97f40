package io.espalier.kernels.format;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.simd.BlockMini;
import io.espalier.kernels.simd.Grid;
import io.espalier.kernels.simd.MiniGrid.Carry;

/**
 * Microscaling floats: a block of small floats times a shared power of two (OCP Microscaling v1.0,
 * 2023; Rouhani et al. 2023, arXiv:2310.10537). The scale lets the element's top binade meet the
 * block's largest magnitude; elements saturate.
 *
 * <p>Error of the largest element ≤ 12.5 % of it (E2M3 6.25 %, E2M1 25 %), of others relative ≤
 * 2^−(M+1). Idempotent. With E3M2, E2M3 and E2M1 one NaN makes its block NaN.
 *
 * @param element type of an element
 * @param blockSize values that share a scale
 */
@Named("mxfp")
@Meaning("microscaling floats: a block of small floats times a shared power of two")
public record MxFloat(
    @Meaning("element type") OcpElement element,
    @Meaning("values that share a scale") @Default("32") int blockSize)
    implements NumberFormat {
  /** Checks the block size. */
  public MxFloat {
    Checks.blockSize(blockSize);
  }

  @Override
  public long bits(long values, long blocks) {
    return values * widthBits() + 8 * blocks;
  }

  @Override
  public int widthBits() {
    return element.widthBits();
  }

  @Override
  public Grid grid() {
    return new BlockMini(
        element.mantissaWidth,
        element.span(),
        element.fraction,
        -127 + element.top,
        127 + element.top,
        BlockMini.Rule.TOP,
        Carry.UP,
        blockSize,
        !element.hasNaN());
  }
}
