/**
 * A trial: what it is, what identifies it, how it runs, what it yields.
 *
 * <p>Knows every choice of an experiment and the order from configuration to result. Must not know
 * Spark, Parquet, folders of results or the command line.
 */
package io.espalier.compression.trial;
