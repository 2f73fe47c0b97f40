package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Latency;
import io.espalier.compression.measure.LayerMeasure;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Residual networks whose convolutions read chosen inputs group by group, through whole trials. */
class GroupedKernelsTest {
  private static final String COMMON =
      """
      model { type = resnet, depth = 8 }
      dataset { type = digits, train = 96, validation = 20, test = 24 }
      training { epochs = 1 }
      seed = 5
      """;

  private static final String KERNELS =
      "{ type = prune-kernels, groups = 4, sparsity = 0.5, except = [first] }";
  private static final String AFFINE = "{ format = { type = affine, width = 8 } }";

  private static Splits splits;
  private static Baseline baseline;

  @BeforeAll
  static void train() {
    BaselineSpec spec = spec("").baseline();
    splits = spec.dataset().load();
    Graph graph = spec.model().graph(splits.train().shape(), splits.classes());
    baseline =
        BaselineTraining.train(
            new PlannedBaseline("0123456789abcdef", Canonical.text(spec)),
            spec,
            graph,
            spec.model().start(graph.input(), splits.classes(), 1),
            splits,
            epoch -> {});
  }

  private static TrialSpec spec(String pipeline) {
    return ConfigReader.parse(COMMON + "pipeline = [" + pipeline + "]", TrialSpec.class);
  }

  private static TrialResult run(String pipeline) throws InterruptedException {
    return run(spec(pipeline));
  }

  private static TrialResult run(TrialSpec spec) throws InterruptedException {
    return TrialRunner.run(spec, baseline, splits);
  }

  private static TrialSpec timed(String pipeline, String latency) {
    return ConfigReader.parse(
        COMMON + "latency = " + latency + ", pipeline = [" + pipeline + "]", TrialSpec.class);
  }

  @Test
  void everyCountIsOfTheKernelsThatAreLeft() throws InterruptedException {
    TrialResult.Measured measured = run(KERNELS).measured().orElseThrow();
    Graph graph = baseline.graph();
    long weights = 0;
    long macs = 0;
    for (Slot slot : graph.slots()) {
      if (slot.role() == Role.WEIGHT) {
        boolean whole = slot.extents().size() == 2 || slot.node().equals(graph.weighted().get(0));
        weights += whole ? slot.size() : slot.size() / 2;
        macs += whole ? graph.macs(slot.node()) : graph.macs(slot.node()) / 2;
      }
    }
    assertEquals(weights, measured.layers().stream().mapToLong(LayerMeasure::weights).sum());
    assertEquals(macs, measured.size().macsRemaining());
    assertEquals(graph.macs(), measured.size().macsDense());
    long gone = measured.size().weightsTotal() - weights;
    assertEquals(measured.size().paramsTotal() - gone, measured.size().paramsRemaining());
    assertEquals(32 * gone, measured.size().bitsFloat() - measured.size().bitsDense());
    LayerMeasure second = measured.layers().get(1);
    assertEquals(new LayerMeasure.Kernels(1, 4, 256, 128), second.kernels());
    assertEquals(List.of(16, 3, 3, 8), second.weightShape());
    assertEquals(16, second.inputs());
    assertEquals(new LayerMeasure.Kernels(1, 1, 16, 16), measured.layers().get(0).kernels());
  }

  @Test
  void whatIsCutIsTimedBesideTheWholeNetwork() throws InterruptedException {
    Latency latency = run(KERNELS).timing().latency().orElseThrow();
    for (Latency.Times times : List.of(latency.network(), latency.baseline())) {
      assertTrue(times.p10() > 0 && times.p10() <= times.median(), times::toString);
      assertTrue(times.median() <= times.p90(), times::toString);
    }
    assertTrue(run("{ type = prune, sparsity = 0.5 }").timing().latency().isEmpty());
    assertTrue(run(timed(KERNELS, "none")).timing().latency().isEmpty());
    assertTrue(run(timed("", "all")).timing().latency().isPresent());
  }

  /** Every column of a trial but its times, from each step on and from the baseline. */
  private static void checkEveryStart(String pipeline) throws Exception {
    TrialSpec spec = spec(pipeline);
    TrialResult scratch = TrialRunner.run(spec, baseline, splits);
    TrialResult.Measured measured =
        scratch.measured().orElseThrow(() -> new AssertionError("" + scratch.failure()));
    Kept start = Kept.of(baseline);
    for (int steps = 1; steps <= spec.pipeline().size(); steps++) {
      TrialRunner.PrefixResult result =
          TrialRunner.keep("00000000000000ff", spec.first(steps), start, splits);
      Kept kept = assertInstanceOf(TrialRunner.PrefixResult.Done.class, result).kept();
      start = KeptCodec.read(kept.id(), KeptCodec.write(kept));
      TrialResult.Measured again = TrialRunner.run(spec, start, splits).measured().orElseThrow();
      assertEquals(measured, again, "after " + steps + " steps");
    }
  }

  @Test
  void structureElementsTrainingAndRoundingCombine() throws Exception {
    checkEveryStart(
        "{ type = prune-channels, rate = 0.25 }, "
            + KERNELS
            + ", { type = fine-tune, learning-rate = 0.01 }, { type = prune, sparsity = 0.5 },"
            + " { type = quantize, batch-norm = fold, weight "
            + AFFINE
            + ", activation "
            + AFFINE
            + " }");
  }

  @Test
  void prunedNetworksComeIntoGroupsAndTrainRounded() throws Exception {
    checkEveryStart(
        "{ type = prune, sparsity = 0.5 }, "
            + KERNELS.replace("except", "clustering = random, p = 1, except")
            + ", { type = qat, training { learning-rate = 0.01 }, weight "
            + AFFINE
            + ", activation { format = { type = bfp, mantissa-width = 7 } } }");
  }

  @Test
  void channelsGoAfterKernels() throws Exception {
    checkEveryStart(
        KERNELS + ", { type = prune-channels, rate = 0.2 }, { type = re-estimate-batch-norm }");
  }

  @Test
  void whatCannotComeIntoGroupsIsNamed() throws InterruptedException {
    String first = baseline.graph().weighted().get(0);
    String second = baseline.graph().weighted().get(1);
    Map<String, String> reasons =
        Map.of(
            "{ type = prune-kernels, groups = 5, sparsity = 0.5 }",
            "groups must divide the outputs: layer '" + first + "' has 16, got groups = 5",
            "{ type = prune-kernels, groups = 4, sparsity = 0.9 }",
            "a sparsity of 0.9 leaves layer '" + first + "' none of its 1 inputs",
            KERNELS + ", " + KERNELS,
            "layer '" + second + "' is in 4 groups already; leave it whole: except = [\"",
            "{ type = prune-kernels, groups = 4, sparsity = 0.5, except = [\"*\"] }",
            "there is no convolution to prune kernels of",
            "{ type = prune-kernels, groups = 4, sparsity = 0.5, except = [conv99] }",
            "'conv99' matches no layer",
            "{ type = quantize, weight " + AFFINE + " }, " + KERNELS,
            "cannot cut kernels out of a network that is quantized already",
            KERNELS + ", { type = rewind }",
            "cannot rewind: an earlier step changed the network's layers");
    for (Map.Entry<String, String> reason : reasons.entrySet()) {
      Failure failure = run(reason.getKey()).failure().orElseThrow();
      assertEquals(FailureKind.BAD_CONFIG, failure.kind(), reason.getKey());
      assertTrue(failure.message().startsWith(reason.getValue()), failure::message);
    }
  }
}
