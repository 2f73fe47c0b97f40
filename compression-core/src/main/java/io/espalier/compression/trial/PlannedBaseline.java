package io.espalier.compression.trial;

/**
 * A network that trials of a grid start from, trained once.
 *
 * @param id the first 16 hex digits of the SHA-256 of its specification's canonical text
 * @param spec the canonical text of its {@link BaselineSpec}, paths as the executor sees them
 */
public record PlannedBaseline(String id, String spec) {}
