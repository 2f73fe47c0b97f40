/**
 * Which weights go: scores, scopes, rates and masks.
 *
 * <p>Knows arrays of weights, their names and extents. Must not know number formats, training,
 * Deeplearning4j or Spark.
 */
package io.espalier.compression.prune;
