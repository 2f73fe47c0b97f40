/**
 * What is measured of a network: accuracy, size, bits, multiply-accumulates, errors of rounding.
 *
 * <p>Knows graphs, parameters and number formats. Must not know trials, pipelines, configuration
 * files or Spark.
 */
package io.espalier.compression.measure;
