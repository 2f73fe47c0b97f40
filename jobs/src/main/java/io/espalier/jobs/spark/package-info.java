/**
 * A grid on Spark: what is ready runs, what is done stays done, what fails becomes a row.
 *
 * <p>Knows planned trials, Spark, and the store of results. Must not know how a network is trained,
 * compressed or measured (functions are handed in), nor the command line.
 */
package io.espalier.jobs.spark;
