package io.espalier.jobs.result;

import java.time.Instant;
import java.util.Optional;

/**
 * What a row of {@code attempts} is made from.
 *
 * @param trialId which trial
 * @param attempt which start, from 1
 * @param startedAt when
 * @param endedAt when it ended; empty if it was lost or still runs
 * @param outcome a trial's state, or {@code OPEN} while it runs or nobody knows, or {@code LOST}
 *     with its process
 * @param failureKind why it failed
 * @param message what it said
 * @param host where
 * @param executorId Spark's id of the executor
 */
public record AttemptRow(
    String trialId,
    int attempt,
    Instant startedAt,
    Optional<Instant> endedAt,
    String outcome,
    Optional<String> failureKind,
    Optional<String> message,
    String host,
    String executorId) {}
