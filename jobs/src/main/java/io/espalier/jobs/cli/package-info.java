/**
 * The command line: reads arguments, calls the rest, prints.
 *
 * <p>Knows everything; nobody imports it.
 */
package io.espalier.jobs.cli;
