package io.espalier.jobs.result;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the tables say about a trial's specification; known before it runs, so that the row of a
 * failed trial has it too.
 *
 * @param model the model's {@code type}
 * @param dataset the data set's {@code type}
 * @param seed of the trial
 * @param configHash equal for trials that differ in nothing but the seed
 * @param pruning how it prunes, empty if it does not
 * @param quantization how it rounds, empty if it does not
 */
public record SpecFacts(
    String model,
    String dataset,
    long seed,
    String configHash,
    Optional<Pruning> pruning,
    Optional<Quantization> quantization) {

  /**
   * How a trial prunes.
   *
   * @param method the criterion's {@code type}, such as {@code magnitude}
   * @param granularity what is removed: {@code element}, {@code channel} or {@code kernel}
   * @param groups that kernels are pruned into, where they are
   * @param scope over what weights are ranked: {@code local} (each layer) or {@code global}
   * @param schedule {@code one-shot} or the schedule's {@code type}
   * @param rounds in how many rounds
   * @param targetSparsity the fraction to remove; empty if layers have rates of their own
   */
  public record Pruning(
      String method,
      String granularity,
      OptionalInt groups,
      String scope,
      String schedule,
      int rounds,
      OptionalDouble targetSparsity) {}

  /**
   * How a trial rounds.
   *
   * @param weight of the weights
   * @param activation of the inputs of convolutions and dense layers
   * @param preset the rounding preset in lower case, such as {@code nearest}
   * @param observer what chooses the range of activations from calibration images
   * @param percentile of the activations that are not clipped, where the observer has one
   * @param regime {@code PTQ} or {@code QAT}
   * @param firstLast whether the first and the last layer are rounded too
   * @param mixed whether layers have formats of their own
   */
  public record Quantization(
      Role weight,
      Role activation,
      String preset,
      String observer,
      OptionalDouble percentile,
      String regime,
      boolean firstLast,
      boolean mixed) {}

  /**
   * The format of one role.
   *
   * @param type the format's {@code type} in configurations
   * @param format its canonical text
   * @param bits of one value without shared fields
   * @param exponentBits of one value, where the format has an exponent
   * @param mantissaBits of one value, where the format has a mantissa
   * @param blockSize values that share a field, where the format has blocks
   * @param blockAxis along what blocks are cut, where the format has blocks
   * @param granularity what shares a scale: {@code tensor}, {@code channel} or {@code block}
   */
  public record Role(
      String type,
      String format,
      int bits,
      OptionalInt exponentBits,
      OptionalInt mantissaBits,
      OptionalInt blockSize,
      Optional<String> blockAxis,
      String granularity) {}

  /** BASELINE, PRUNE, QUANTIZE or PRUNE_QUANTIZE. */
  public String taskKind() {
    if (pruning.isPresent()) {
      return quantization.isPresent() ? "PRUNE_QUANTIZE" : "PRUNE";
    }
    return quantization.isPresent() ? "QUANTIZE" : "BASELINE";
  }
}
