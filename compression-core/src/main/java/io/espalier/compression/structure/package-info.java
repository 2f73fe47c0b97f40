/**
 * Which channels of a network go, and the smaller network without them.
 *
 * <p>Knows graphs, their parameters and what layers give over some images. Must not know training,
 * number formats, configuration files or Spark.
 */
package io.espalier.compression.structure;
