package io.espalier.kernels.simd;

import io.espalier.kernels.simd.LogGrid.Lowest;

/**
 * Blocks of powers of two that share an exponent bias: the top code is the power of two at or above
 * the block's largest magnitude.
 *
 * @param span codes above code 0, so the exponents reach from top − span to top
 * @param highestBias the bias is in [0, highestBias]
 * @param lowest what code 0 stands for
 * @param blockSize values in a full block
 */
public record BlockLogs(int span, int highestBias, Lowest lowest, int blockSize)
    implements BlockGrid {
  @Override
  public ElementGrid at(float max) {
    int bias = max == 0 ? highestBias : Exponents.clamp(span - Exponents.ceil(max), 0, highestBias);
    return new LogGrid(-bias, span - bias, lowest);
  }
}
