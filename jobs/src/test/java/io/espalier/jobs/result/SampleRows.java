package io.espalier.jobs.result;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.Latency;
import io.espalier.compression.measure.LayerMeasure;
import io.espalier.compression.measure.LayerMeasure.RoundingError;
import io.espalier.compression.measure.LayerMeasure.StoredAs;
import io.espalier.compression.measure.Size;
import io.espalier.compression.measure.WeightHistogram;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialId;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialResult.Cuts;
import io.espalier.compression.trial.TrialResult.History;
import io.espalier.compression.trial.TrialResult.Measured;
import io.espalier.compression.trial.TrialResult.Timing;
import io.espalier.compression.trial.TrialState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Trials and what they might have yielded, as tests need them. */
public final class SampleRows {
  /** Every sample trial starts from it. */
  public static final String BASELINE = "00000000000000ba";

  private SampleRows() {}

  /** A study of that name. */
  public static StudyFacts study(String name) {
    return new StudyFacts(
        name,
        "sample.conf",
        "trial {}",
        "0123456789abcdef",
        4,
        Instant.parse("2025-01-02T03:04:05Z"),
        "0.1.0",
        "unknown",
        1,
        "java 17");
  }

  /** A trial of a grid sparsity × format. */
  public static PlannedTrial trial(double sparsity, String format, int seed) {
    String label =
        String.format(Locale.ROOT, "sparsity=%s format=%s seed=%d", sparsity, format, seed);
    String point =
        String.format(
            Locale.ROOT, "{\"format\":\"%s\",\"seed\":%d,\"sparsity\":%s}", format, seed, sparsity);
    return new PlannedTrial(TrialId.of(label), BASELINE, "spec of " + label, point, label);
  }

  /** Trials 0 to n−1. */
  public static List<PlannedTrial> trials(int n) {
    return IntStream.range(0, n).mapToObj(i -> trial(i % 10 / 10.0, "bfp/" + i, i)).toList();
  }

  /** What the tables say about a sample trial. */
  public static SpecFacts facts(PlannedTrial trial) {
    SpecFacts.Role role =
        new SpecFacts.Role(
            "bfp",
            "{ type = bfp }",
            8,
            OptionalInt.of(8),
            OptionalInt.of(7),
            OptionalInt.of(16),
            Optional.of("input-channel"),
            "block");
    return new SpecFacts(
        "lenet5",
        "digits",
        1,
        Sha256.shortHex(trial.label().replaceAll(" seed=.*", "")),
        Optional.of(
            new SpecFacts.Pruning(
                "magnitude",
                "element",
                OptionalInt.of(4),
                "local",
                "one-shot",
                1,
                OptionalDouble.of(0.5))),
        Optional.of(
            new SpecFacts.Quantization(
                role, role, "nearest", "percentile", OptionalDouble.of(99.9), "PTQ", true, false)));
  }

  /** What was measured on the baseline. */
  public static BaselineFacts baseline() {
    return new BaselineFacts(
        "lenet5",
        "{ type = lenet5 }",
        "digits",
        "d1",
        "s1",
        12000,
        2000,
        4000,
        10,
        "28x28x1",
        7,
        8,
        1234.5,
        new Accuracy(0.98, 1, 0.05, 2000),
        new Accuracy(0.97, 1, 0.06, 4000),
        431080,
        2293000,
        13794560);
  }

  private static Latency latency() {
    return new Latency(new Latency.Times(0.5, 0.4, 0.7), new Latency.Times(1, 0.9, 1.3));
  }

  /** A result that depends on nothing but the trial. */
  public static TrialResult result(PlannedTrial trial) {
    int hash = trial.id().hashCode() >>> 1;
    double top1 = 0.5 + hash % 1000 / 2000.0;
    long bits = 1_000_000L + hash % 7919;
    Size size =
        new Size(
            430500, 215250, 431080, 215830, 431080, bits, bits, 13794560, 8.5, 8.5, 2293000,
            2293000, 1146500, 600000, bits);
    return new TrialResult(
        TrialState.SUCCEEDED,
        Optional.empty(),
        Optional.of(
            new Measured(
                new Accuracy(top1, 1, 0.3, 2000),
                new Accuracy(top1 - 0.01, 1, 0.31, 4000),
                size,
                List.of(layer(0, "conv1"), layer(1, "dense1")),
                512,
                0,
                "c1",
                Sha256.hex(trial.spec().getBytes(java.nio.charset.StandardCharsets.UTF_8)))),
        new Timing(0, 1.5, 2.5, 0, Optional.of(latency())),
        new History(
            List.of(epoch(-1, top1), epoch(0, top1)),
            3,
            new Cuts(2, Map.of("conv1", 1)),
            List.of(histogram())));
  }

  /** Its row. */
  static TrialRow row(PlannedTrial trial, TrialResult result, RunInfo run) {
    return new TrialRow(
        study("sample"),
        trial,
        facts(trial),
        Optional.of(new TrialRow.BaselineUse("digest", baseline())),
        result,
        run);
  }

  private static WeightHistogram histogram() {
    return WeightHistogram.of(
        WeightHistogram.Stage.BEFORE, 0, "conv1", new float[] {-0.5f, 0, 0.25f, 0.5f});
  }

  private static EpochMeasure epoch(int epoch, double top1) {
    OptionalDouble trained = epoch < 0 ? OptionalDouble.empty() : OptionalDouble.of(0.25);
    return new EpochMeasure(
        0,
        epoch,
        "retrain",
        trained,
        trained,
        new Accuracy(top1, 1, 0.3, 2000),
        trained,
        215250,
        430500,
        12.5);
  }

  private static LayerMeasure layer(int index, String name) {
    StoredAs stored =
        new StoredAs(
            "bfp", "{ type = bfp }", 8, 16, 8.5, OptionalDouble.of(-1.5), OptionalDouble.of(1.5));
    return new LayerMeasure(
        index,
        name,
        index == 0 ? "convolution" : "dense",
        index == 0 ? List.of(20, 5, 5, 1) : List.of(10, 500),
        1,
        20,
        "5x5",
        1,
        new LayerMeasure.Kernels(1, 1, 20, 20),
        500,
        250,
        288000,
        144000,
        new LayerMeasure.ZeroInputs(0.4, 90000, OptionalDouble.empty()),
        0.01,
        stored,
        stored,
        2500,
        new RoundingError(1e-5, OptionalDouble.of(42.5)),
        false,
        "m1");
  }
}
