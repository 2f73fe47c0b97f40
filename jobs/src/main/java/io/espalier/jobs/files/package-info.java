/**
 * What of Hadoop the rest reads through interfaces of its own: file systems by URL as {@code
 * java.nio.file} paths, Parquet files as tables of images. Found as services.
 *
 * <p>Knows Hadoop, Parquet and Spark's settings of them. Must not know what is in the files.
 */
package io.espalier.jobs.files;
