/**
 * Where results live: each table as one list of columns, the folder of a study, its Parquet files,
 * SQL over them.
 *
 * <p>Knows trials and what they measured, Parquet, Hadoop's file systems and Spark SQL. Must not
 * know how trials are scheduled, how a network is compressed, or the command line.
 */
package io.espalier.jobs.result;
