package io.espalier.kernels.matrix;

/**
 * One tile of a sum of outer products: {@code rows} neighbouring values of the left factor times
 * {@code width} neighbouring values of the right one.
 *
 * @param left where the tile's rows begin in each left factor
 * @param right where its columns begin in each right factor
 * @param target where its first row is stored
 * @param rows 1 to 8 rows stored
 * @param width columns stored: 16 or 32
 */
public record Tile(int left, int right, int target, int rows, int width) {}
