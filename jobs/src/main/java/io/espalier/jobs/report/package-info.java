/**
 * What a grid showed, as text: summaries over two axes, Pareto fronts.
 *
 * <p>Knows rows of the result tables. Must not know how trials run, Spark, or the command line.
 */
package io.espalier.jobs.report;
