/**
 * How a tensor is cut into runs that share fields, and with which format each run is rounded.
 *
 * <p>Knows number formats and extents. Must not know pruning, training, Deeplearning4j or Spark.
 */
package io.espalier.compression.quantize;
