/**
 * Training a program on images: epochs, batches, learning rates, which epoch to keep.
 *
 * <p>Knows programs, optimisers and data splits. Must not know grids, number formats,
 * Deeplearning4j or Spark.
 */
package io.espalier.compression.train;
