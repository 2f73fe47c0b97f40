package io.espalier.kernels.simd;

/**
 * A set of numbers to round to, with everything fixed that its rounding needs: what a number format
 * becomes once its fields are known.
 */
public sealed interface Grid permits ElementGrid, BlockGrid {}
