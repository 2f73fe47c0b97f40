/**
 * Loops over plain arrays, each in a scalar form (the oracle) and a vector form with the same bits.
 *
 * <p>The only package that may import {@code jdk.incubator.vector}. {@link
 * io.espalier.kernels.simd.Kernels} picks the vector form once, where the module is present. Knows
 * grids of numbers, arrays and ranges; must not know formats by name, networks or files.
 */
package io.espalier.kernels.simd;
