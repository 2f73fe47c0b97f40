/**
 * Deeplearning4j's training over Spark.
 *
 * <p>Knows Deeplearning4j, its Spark module and Spark. Must not know grids, trials or results.
 */
package io.espalier.jobs.dl4j;
