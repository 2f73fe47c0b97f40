package io.espalier.compression.trial;

/**
 * The first steps of trials of a grid, up to one that trains: run once, its network is kept for all
 * of them.
 *
 * @param id the first 16 hex digits of the SHA-256 of its specification's canonical text
 * @param parentId what it starts from: a shorter prefix, or a baseline
 * @param spec the canonical text of a {@link TrialSpec} with these steps only, paths as the
 *     executor sees them
 */
public record PlannedPrefix(String id, String parentId, String spec) {}
