package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Interleaved;

/**
 * Where interleaved images lie while a sparse product reads them: a few rows of all images' pixels,
 * row by row, in a row channel by channel, in a channel the columns of one residue modulo the
 * stride side by side, so that what neighbouring outputs multiply with one weight adjoins. Channels
 * follow each other closely; pixels a power of two apart would share few sets of the cache.
 *
 * @param channels of the input
 * @param stride columns from one output to the next
 * @param groups runs of 16 images side by side
 * @param width columns of one residue of one image
 * @param rows stored at once
 */
record Band(int channels, int stride, int groups, int width, int rows) {
  /** About the values of 16 images that stay in a second cache beside weights and outputs. */
  private static final int CACHED = 1 << 13;

  /** For the rows that {@code geometry} reads, at least twice what one row of outputs needs. */
  static Band of(Geometry geometry, int groups) {
    Window window = geometry.window();
    int step = window.strideWidth();
    int columns = (geometry.output().width() - 1) * step + window.spanWidth();
    int width = (columns + step - 1) / step;
    int channels = geometry.input().channels();
    int cached = CACHED / (channels * step * groups * width);
    int all = (geometry.output().height() - 1) * window.strideHeight() + window.spanHeight();
    int rows = Math.min(all, Math.max(cached, 2 * window.spanHeight()));
    return new Band(channels, step, groups, width, rows);
  }

  /** Values from one channel to the next, over 16 images. */
  int channel() {
    return stride * groups * width * Interleaved.IMAGES;
  }

  /** Values of a row, over 16 images. */
  int row() {
    return channels * channel();
  }

  /** Where a value of the first of 16 images lies, row 0 being the first stored. */
  int at(int row, int channel, int column, int group) {
    int residue = (column % stride * groups + group) * width;
    return row * row() + channel * channel() + (residue + column / stride) * Interleaved.IMAGES;
  }

  /** Where the value lies that a window at place 0 reads {@code offset} behind its start. */
  int place(Layout in, int offset) {
    int inRow = offset % in.pitch();
    return at(offset / in.pitch(), inRow % in.stride(), inRow / in.stride(), 0);
  }

  /** An array for all of it, and for the places behind the last that a kernel reads in vain. */
  float[] array() {
    return Interleaved.array(rows * channels * stride * groups * width + Interleaved.PLACES);
  }
}
