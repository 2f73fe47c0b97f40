/**
 * The steps of a compression, in order, each a pure function from network to network.
 *
 * <p>Knows pruning, quantization and the network they act on. Must not know grids, configuration
 * files, result tables or Spark.
 */
package io.espalier.compression.pipeline;
