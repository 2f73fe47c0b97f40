/**
 * HOCON to records and back: the reader, the canonical text and the catalog of what can be written.
 *
 * <p>Knows the annotations of {@code kernels.describe}, records, sealed interfaces and
 * com.typesafe.config. Must not know any particular component: a new record in a sealed family is
 * read, written and listed without a change here.
 */
package io.espalier.compression.config;
