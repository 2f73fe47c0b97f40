package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.LayerMeasure;
import io.espalier.compression.train.Trainer;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrialRunnerTest {
  private static final String COMMON =
      """
      model { type = lenet5 }
      dataset { type = digits, train = 600, validation = 100, test = 150 }
      training { epochs = 1, optimizer { type = sgd, learning-rate = 0.02 } }
      """;

  private static Splits splits;
  private static Baseline baseline;

  @BeforeAll
  static void train() {
    BaselineSpec spec = spec("").baseline();
    splits = spec.dataset().load();
    Graph graph = spec.model().graph(splits.train().shape(), splits.classes());
    Parameters start = spec.model().start(graph.input(), splits.classes(), 1);
    PlannedBaseline planned = new PlannedBaseline("0123456789abcdef", Canonical.text(spec));
    baseline =
        BaselineTraining.train(planned, spec, graph, start, splits, epoch -> assertEpoch(epoch));
  }

  private static void assertEpoch(io.espalier.compression.train.Trainer.Epoch epoch) {
    assertTrue(epoch.trainLoss() > 0 && epoch.trainLoss() < 3, () -> "loss " + epoch);
  }

  private static TrialSpec spec(String pipeline) {
    return ConfigReader.parse(COMMON + "pipeline = [" + pipeline + "]", TrialSpec.class);
  }

  private static TrialResult run(String pipeline) {
    try {
      return TrialRunner.run(spec(pipeline), baseline, splits);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this test", e);
    }
  }

  private static TrialResult.Measured measured(String pipeline) {
    TrialResult result = run(pipeline);
    assertEquals(TrialState.SUCCEEDED, result.state(), () -> "" + result.failure());
    return result.measured().orElseThrow();
  }

  @Test
  void anEmptyPipelineMeasuresTheBaseline() {
    TrialResult.Measured measured = measured("");
    assertEquals(baseline.validation(), measured.validation());
    assertEquals(baseline.test(), measured.test());
    assertEquals(430_500, measured.size().weightsTotal());
    assertEquals(431_080, measured.size().paramsTotal());
    assertEquals(2_293_000, measured.size().macsDense());
    assertEquals(32L * 431_080, measured.size().bitsFloat());
    assertEquals(measured.size().bitsFloat(), measured.size().bitsCompressed());
  }

  /** A data set may have an image on both sides. */
  @Test
  void calibrationImagesThatAreEvaluatedAreCounted() throws InterruptedException {
    String quantize =
        "{ type = quantize, calibration-images = 40"
            + ", activation { format { type = affine, width = 8 } } }";
    assertEquals(0, measured(quantize).calibrationOverlap());
    Splits twice =
        new Splits(splits.train(), splits.validation(), splits.train().slice(0, 150), 10, "twice");
    TrialResult.Measured measured =
        TrialRunner.run(spec(quantize), baseline, twice).measured().orElseThrow();
    // Every 15th of 600 images calibrates; a quarter of them is tested.
    assertEquals(10, measured.calibrationOverlap());
  }

  @Test
  void scalesStartWhereTheTrainingSays() {
    String text =
        """
        model { type = mlp, hidden = [5], norm = batch }
        dataset { type = digits, train = 30, validation = 10, test = 10 }
        training { scale-start = 0.5 }
        """;
    BaselineSpec spec = ConfigReader.parse(text, BaselineSpec.class);
    Parameters start = BaselineTraining.initial(spec, spec.dataset().load());
    for (float scale : start.get("bn1", Role.GAMMA)) {
      assertEquals(0.5f, scale);
    }
    assertEquals(1f, start.get("bn1", Role.VARIANCE)[0]);
  }

  @Test
  void pruningLeavesTheFractionInEveryLayer() {
    TrialResult.Measured measured = measured("{ type = prune, sparsity = 0.89 }");
    for (LayerMeasure layer : measured.layers()) {
      long expected = layer.weights() - Math.round(0.89 * layer.weights());
      assertEquals(expected, layer.weightsNonzero(), layer.name());
    }
    long kept = measured.size().weightsNonzero();
    long least =
        measured.layers().stream()
            .mapToLong(
                layer ->
                    Math.min(
                        layer.weights() + 32 * layer.weightsNonzero(), 48 * layer.weightsNonzero()))
            .sum();
    assertEquals(least + 32L * 580, measured.size().bitsCompressed());
    assertTrue(kept < 0.1101 * 430_500);
  }

  @Test
  void globalPruningRanksLayersAgainstEachOther() {
    TrialResult.Measured measured = measured("{ type = prune, scope = global, sparsity = 0.5 }");
    assertEquals(215_250, measured.size().weightsNonzero());
    List<Double> rates = measured.layers().stream().map(LayerMeasure::sparsity).toList();
    assertNotEquals(rates.get(0), rates.get(2), 0.01);
  }

  @Test
  void cutChannelsAreGoneFromEveryCount() {
    TrialResult result =
        run(
            "{ type = prune-channels, rate = 0.5, layers { fc1 = 0.8 } },"
                + " { type = fine-tune, epochs = 1 }");
    TrialResult.Measured measured = result.measured().orElseThrow();
    // 10 and 25 convolutions, 100 hidden: 250, 6250, 16 × 25 × 100 and 1000 weights, 145 biases.
    long weights = 250 + 6250 + 40_000 + 1000;
    assertEquals(weights, measured.layers().stream().mapToLong(LayerMeasure::weights).sum());
    assertEquals(430_500, measured.size().weightsTotal());
    assertEquals(431_080, measured.size().paramsTotal());
    assertEquals(weights + 145, measured.size().paramsRemaining());
    assertEquals(431_080.0 / 47_645, measured.size().structuralCompressionRatio(), 1e-12);
    assertEquals(32L * 431_080, measured.size().bitsFloat());
    assertEquals(32L * 47_645, measured.size().bitsDense());
    assertEquals(2_293_000, measured.size().macsDense());
    long macs = 24 * 24 * 250 + 8 * 8 * 6250 + 40_000 + 1000;
    assertEquals(macs, measured.size().macsRemaining());
    assertEquals(new TrialResult.Cuts(10 + 25 + 400, Map.of()), result.history().cuts());
  }

  @Test
  void quantizingCountsSharedFields() {
    String bfp = "{ type = bfp, mantissa-width = 7 }";
    TrialResult.Measured measured =
        measured(
            "{ type = quantize, weight { format = %s }, activation { format = %s } }"
                .formatted(bfp, bfp));
    LayerMeasure first = measured.layers().get(0);
    // One input channel: a block of one value at each of 20 × 25 kernel positions.
    assertEquals(8 + 8.0, first.weight().averageBits());
    LayerMeasure dense = measured.layers().get(2);
    assertEquals(8.5, dense.weight().averageBits(), 0.01);
    assertEquals("bfp", dense.weight().type());
    assertTrue(dense.error().sqnrDecibel().orElseThrow() > 30);
  }

  @Test
  void everyNamedFormatRunsAfterPruning() {
    for (String format :
        List.of(
            "{ type = fixed-point, width = 4 }",
            "{ type = mini-float, exponent-width = 2, mantissa-width = 1, bias = auto }",
            "{ type = bl, width = 8 }",
            "{ type = binary, scaled = true }",
            "{ type = ternary }",
            "{ type = affine, width = 4, symmetric = false }",
            "{ type = mxint }")) {
      TrialResult.Measured measured =
          measured(
              "{ type = prune, sparsity = 0.7 }, { type = quantize, weight { format = "
                  + format
                  + " }, activation { format = "
                  + format
                  + " } }");
      for (LayerMeasure layer : measured.layers()) {
        long kept = layer.weights() - Math.round(0.7 * layer.weights());
        assertTrue(layer.weightsNonzero() <= kept, format + ": " + layer);
      }
    }
  }

  @Test
  void theSameSpecificationGivesTheSameBits() {
    String pipeline =
        "{ type = prune, sparsity = 0.5 }, { type = quantize, activation { format ="
            + " { type = fixed-point, width = 8 } } }";
    assertEquals(measured(pipeline).resultDigest(), measured(pipeline).resultDigest());
    assertEquals(512, measured(pipeline).calibrationImages());
  }

  @Test
  void exceptLeavesLayersWhole() {
    TrialResult.Measured measured =
        measured("{ type = prune, sparsity = 0.9, except = [first, \"fc*\"] }");
    assertEquals(
        List.of(0.0, 0.9, 0.0, 0.0),
        measured.layers().stream()
            .map(layer -> Math.round(layer.sparsity() * 100) / 100.0)
            .toList());
  }

  @Test
  void anUnknownLayerIsAFailureThatListsTheLayers() {
    Failure failure =
        run("{ type = prune, sparsity = 0.9, except = [conv9] }").failure().orElseThrow();
    assertEquals(FailureKind.BAD_CONFIG, failure.kind());
    assertEquals("'conv9' matches no layer; there are conv1, conv2, fc1, fc2", failure.message());
  }

  @Test
  void aNumberThatIsNotFiniteIsAFailureThatSaysWhere() {
    Parameters broken = baseline.parameters().copy();
    broken.get("fc1", Role.WEIGHT)[3] = Float.NaN;
    Baseline damaged =
        new Baseline(
            baseline.id(), baseline.graph(), broken, baseline.validation(), baseline.test(), 1, 0);
    Failure pruning = failure("{ type = prune, sparsity = 0.5 }", damaged);
    assertEquals(FailureKind.NON_FINITE, pruning.kind());
    assertEquals(Phase.SCORE, pruning.phase());
    assertTrue(pruning.message().contains("layer 'fc1'"), pruning::message);
    assertEquals(Phase.EVAL, failure("", damaged).phase());
    Failure calibrating =
        failure("{ type = quantize, activation { format { type = affine, width = 8 } } }", damaged);
    assertEquals(FailureKind.NON_FINITE, calibrating.kind());
    assertEquals(Phase.CALIBRATE, calibrating.phase());
    assertEquals("layer 'fc2': an input is NaN", calibrating.message());
  }

  @Test
  void trainingInsideATrialIsReported() {
    TrialResult result = run("{ type = prune, sparsity = 0.9 }, { type = fine-tune, epochs = 2 }");
    TrialResult.Measured measured = result.measured().orElseThrow();
    assertEquals(3, result.history().epochs().size());
    assertEquals(43_050, measured.size().weightsNonzero());
    assertTrue(result.timing().trainMillis() > 0);
    double before = result.history().epochs().get(0).validation().top1();
    assertTrue(measured.validation().top1() > before, () -> "before " + before + ", " + measured);
    assertEquals(
        measured.resultDigest(),
        measured("{ type = prune, sparsity = 0.9 }, { type = fine-tune, epochs = 2 }")
            .resultDigest());
  }

  @Test
  void aDivergingTrainingIsAFailureThatKeepsItsEpochs() {
    TrialResult result = run("{ type = fine-tune, learning-rate = 1e20, epochs = 3 }");
    Failure failure = result.failure().orElseThrow();
    assertEquals(FailureKind.NON_FINITE, failure.kind());
    assertEquals(Phase.TRAIN, failure.phase());
    assertTrue(failure.message().contains("layer '"), failure::message);
    assertEquals(-1, result.history().epochs().get(0).epoch());
  }

  @Test
  void anInterruptedTrialStopsBetweenTwoBatchesAndSaysWhatItDid() throws InterruptedException {
    AtomicReference<InterruptedTrialException> stopped = new AtomicReference<>();
    Thread trial =
        new Thread(
            () -> {
              try {
                TrialRunner.run(spec("{ type = fine-tune, epochs = 100000 }"), baseline, splits);
              } catch (InterruptedTrialException e) {
                stopped.set(e);
              }
            });
    trial.start();
    while (trial.isAlive() && !isTraining(trial)) {
      Thread.sleep(1);
    }
    trial.interrupt();
    trial.join(Duration.ofMinutes(1).toMillis());
    assertEquals(Phase.TRAIN, stopped.get().phase());
  }

  private static boolean isTraining(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(Trainer.class.getName()));
  }

  @Test
  void aTrialThatIsInterruptedBeforeItStartsDoesNothing() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedTrialException.class, () -> TrialRunner.run(spec(""), baseline, splits));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static Failure failure(String pipeline, Baseline from) {
    try {
      return TrialRunner.run(spec(pipeline), from, splits).failure().orElseThrow();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this test", e);
    }
  }

  @Test
  void aBaselineReadsBackAsItWasWritten() throws Exception {
    byte[] bytes = BaselineCodec.write(baseline);
    assertEquals(baseline, BaselineCodec.read(bytes));
    IntStream.of(5, bytes.length / 2, bytes.length - 1)
        .forEach(
            at -> {
              byte[] damaged = bytes.clone();
              damaged[at] ^= 1;
              org.junit.jupiter.api.Assertions.assertThrows(
                  java.io.IOException.class, () -> BaselineCodec.read(damaged));
            });
  }
}
