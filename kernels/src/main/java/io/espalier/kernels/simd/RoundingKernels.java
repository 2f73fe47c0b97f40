package io.espalier.kernels.simd;

/** The loops that round arrays to grids. Arguments were checked by the caller. */
interface RoundingKernels {
  /**
   * Rounds {@code rows} runs of {@code length} values, whose starts are {@code stride} apart, in
   * place. Blocks restart at each run; the last block of a run may be short.
   */
  void round(Grid grid, float[] x, int from, int rows, int length, int stride);
}
