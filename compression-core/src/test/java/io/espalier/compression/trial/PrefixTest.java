package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.WeightHistogram;
import io.espalier.kernels.net.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials that begin with the same steps share them, and nobody can tell from the bits. */
class PrefixTest {
  private static final String COMMON =
      """
      model { type = mlp, hidden = [30] }
      dataset { type = digits, train = 400, validation = 100, test = 100 }
      training { epochs = 1 }
      seed = 5
      """;

  private static final String ITERATIVE =
      "{ type = prune, criterion { type = magnitude }, sparsity = 0.8, schedule { type = iterative,"
          + " rounds = 2, training { epochs = 1 } } }";
  private static final String BFP = "{ format = { type = bfp, mantissa-width = 3 } }";
  private static final String AFFINE = "{ format = { type = affine, width = 4 } }";

  private static Splits splits;
  private static Baseline baseline;
  @TempDir private Path folder;

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

  private static Kept kept(TrialSpec spec, int steps, Kept start)
      throws InterruptedException, IOException {
    TrialRunner.PrefixResult result =
        TrialRunner.keep("00000000000000ff", spec.first(steps), start, splits);
    Kept kept = assertInstanceOf(TrialRunner.PrefixResult.Done.class, result).kept();
    return KeptCodec.read(kept.id(), KeptCodec.write(kept));
  }

  /** Every column of a trial but its times, from each step on and from the baseline. */
  private static void checkEveryStart(String pipeline) throws Exception {
    TrialSpec spec = spec(pipeline);
    TrialResult scratch = TrialRunner.run(spec, baseline, splits);
    TrialResult.Measured measured = scratch.measured().orElseThrow();
    Kept start = Kept.of(baseline);
    for (int steps = 1; steps <= spec.pipeline().size(); steps++) {
      start = kept(spec, steps, start);
      TrialResult result = TrialRunner.run(spec, start, splits);
      assertEquals(measured, result.measured().orElseThrow(), "after " + steps + " steps");
      assertEquals(timeless(scratch), timeless(result), "after " + steps + " steps");
      assertEquals(scratch.history().cuts(), result.history().cuts(), "after " + steps + " steps");
      assertEquals(scratch.history().histograms(), result.history().histograms(), "after " + steps);
      assertEquals(start.trainMillis(), result.timing().prefixTrainMillis());
    }
  }

  private static float[] rewound(String keys) throws InterruptedException {
    TrialRunner.PrefixResult result =
        TrialRunner.keep("ff", spec("{ type = rewind" + keys + " }"), Kept.of(baseline), splits);
    Kept kept = assertInstanceOf(TrialRunner.PrefixResult.Done.class, result).kept();
    return kept.network().parameters().get("fc1", io.espalier.kernels.net.Role.WEIGHT);
  }

  @Test
  void rewindingGoesToAnyIterationOfTheFirstTraining() throws Exception {
    // 300 images, 64 a step, one epoch: after the last step is the trained network.
    int steps = (splits.train().count() + 63) / 64;
    assertArrayEquals(
        baseline.parameters().get("fc1", io.espalier.kernels.net.Role.WEIGHT),
        rewound(", iteration = " + steps));
    assertArrayEquals(rewound(""), rewound(", iteration = 0"));
    assertTrue(!Arrays.equals(rewound(", iteration = 1"), rewound(", iteration = 2")));
    TrialResult late =
        TrialRunner.run(
            spec("{ type = rewind, iteration = " + (steps + 1) + " }"), baseline, splits);
    Failure failure = late.failure().orElseThrow();
    assertEquals(FailureKind.BAD_CONFIG, failure.kind());
    assertEquals(
        "there is no iteration " + (steps + 1) + ": the training has " + steps, failure.message());
  }

  @Test
  void stepsThatCannotApplySayWhy() throws Exception {
    Map<String, String> reasons =
        Map.of(
            "{ type = fine-tune, penalty { type = batch-norm-scale, lambda = 0.1 } }",
            "the penalty is over scales, but the network has no batch norm or scale layer",
            "{ type = qat, weight { format { type = binary } }, except = [act1] }",
            "'act1' matches no layer; there are fc1, fc2",
            "{ type = prune, scope = global, sparsity = 0.9 }, { type = prune, sparsity = 0.5,"
                + " scope = global, schedule { type = gradual } }",
            "the network is pruned to a sparsity of 0.9",
            "{ type = re-estimate-batch-norm }",
            "there is no batch norm to re-estimate in this network");
    for (Map.Entry<String, String> reason : reasons.entrySet()) {
      TrialResult result = TrialRunner.run(spec(reason.getKey()), baseline, splits);
      Failure failure = result.failure().orElseThrow();
      assertEquals(FailureKind.BAD_CONFIG, failure.kind(), reason.getKey());
      assertTrue(failure.message().startsWith(reason.getValue()), failure::message);
    }
  }

  @Test
  void aTrainingThatDivergesFailsWithLayerAndEpoch() throws Exception {
    TrialResult result =
        TrialRunner.run(spec("{ type = fine-tune, learning-rate = 3e38 }"), baseline, splits);
    Failure failure = result.failure().orElseThrow();
    assertEquals(FailureKind.NON_FINITE, failure.kind());
    assertEquals(Phase.TRAIN, failure.phase());
    assertTrue(failure.message().contains("in epoch 0"), failure::message);
    assertTrue(failure.message().contains("layer 'fc"), failure::message);
  }

  @Test
  void weightsAreCountedBeforePrunedAndRetrained() throws Exception {
    TrialResult result =
        TrialRunner.run(
            spec("{ type = prune, sparsity = 0.8 }, { type = fine-tune, learning-rate = 0.05 }"),
            baseline,
            splits);
    List<WeightHistogram> all = result.history().histograms();
    assertEquals(
        List.of(
            "BEFORE fc1 0",
            "BEFORE fc2 0",
            "PRUNED fc1 18816",
            "PRUNED fc2 240",
            "RETRAINED fc1 18816",
            "RETRAINED fc2 240"),
        all.stream().map(h -> h.stage() + " " + h.layer() + " " + h.zeros()).toList());
    assertTrue(!all.get(2).counts().equals(all.get(4).counts()), "training moves weights");
    assertEquals(all.get(0).high(), all.get(2).high());
  }

  private static List<String> timeless(TrialResult result) {
    return result.history().epochs().stream()
        .map(epoch -> epoch.toString().replaceAll(", millis=.*", ""))
        .toList();
  }

  @Test
  void aNetworkKeptAfterAnyStepGivesTheBitsOfOneRunFromScratch() throws Exception {
    checkEveryStart(
        ITERATIVE
            + ", { type = rewind, masks = shuffled }, { type = fine-tune }, { type = quantize,"
            + " weight "
            + BFP
            + ", activation "
            + AFFINE
            + " }");
  }

  @Test
  void aNetworkKeptAfterQuantizationAwareTrainingDoesToo() throws Exception {
    checkEveryStart(
        "{ type = prune, sparsity = 0.5 }, { type = prune-activations, fraction = 0.4 }, { type = qat,"
            + " weight { format = { type = ternary } },"
            + " activation "
            + AFFINE
            + " }, { type = prune, sparsity = 0.6 }");
  }

  @Test
  void aNetworkWithChannelsCutOutDoesToo() throws Exception {
    checkEveryStart(
        "{ type = prune-channels, rate = 0.4, minimum = 20 }, { type = fine-tune }, { type ="
            + " prune-channels, rate = 0.1 }, { type = quantize, weight "
            + BFP
            + " }");
  }

  @Test
  void aDamagedNetworkIsToldFromASoundOne() throws Exception {
    byte[] bytes = KeptCodec.write(kept(spec(ITERATIVE), 1, Kept.of(baseline)));
    KeptCodec.check("00000000000000ff", bytes);
    assertThrows(IOException.class, () -> KeptCodec.check("00000000000000fe", bytes));
    for (int at : List.of(3, bytes.length / 2, bytes.length - 1)) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      assertThrows(IOException.class, () -> KeptCodec.read("00000000000000ff", damaged));
    }
    byte[] cut = java.util.Arrays.copyOf(bytes, 20);
    assertThrows(IOException.class, () -> KeptCodec.check("00000000000000ff", cut));
  }

  @Test
  void aPrefixThatDivergesSaysWhere() throws Exception {
    TrialSpec spec = spec("{ type = fine-tune, learning-rate = 1e20, epochs = 3 }");
    TrialResult result =
        assertInstanceOf(
                TrialRunner.PrefixResult.Failed.class,
                TrialRunner.keep("00000000000000ff", spec, Kept.of(baseline), splits))
            .result();
    assertEquals(FailureKind.NON_FINITE, result.failure().orElseThrow().kind());
    assertEquals(result.history(), HistoryCodec.read(HistoryCodec.write(result.history())));
  }

  @Test
  void a162TrialsShare18Trainings() throws IOException {
    Plan plan = plan("{ type = fine-tune }", "");
    assertEquals(162, plan.trials().size());
    assertEquals(18, plan.prefixes().size());
    assertEquals(1, plan.baselines().size());
    assertEquals(18, plan.trials().stream().map(PlannedTrial::startId).distinct().count());
    Plan some = plan.only(plan.trials().subList(0, 10));
    assertEquals(2, some.prefixes().size());
  }

  @Test
  void withoutTrainingNothingIsKept() throws IOException {
    Plan plan = plan("{ type = re-estimate-batch-norm }", "");
    assertEquals(List.of(), plan.prefixes());
    assertTrue(plan.trials().stream().allMatch(t -> t.startId().equals(t.baselineId())));
  }

  @Test
  void everyStepThatTrainsEndsAPrefixOfTheNext() throws IOException {
    Plan plan = plan("{ type = fine-tune }", ", { type = fine-tune, epochs = ${axis.bits} }");
    assertEquals(18 + 162, plan.prefixes().size());
    Set<String> starts =
        plan.trials().stream().map(PlannedTrial::startId).collect(Collectors.toSet());
    for (PlannedPrefix prefix : plan.prefixes()) {
      boolean first = prefix.parentId().equals(plan.baselines().get(0).id());
      assertEquals(!first, starts.contains(prefix.id()));
    }
    assertEquals(2, plan.only(plan.trials().subList(0, 1)).prefixes().size());
  }

  private Plan plan(String second, String more) throws IOException {
    String text =
        """
        study = share
        trial {
          model { type = mlp, hidden = [30] }
          dataset { type = digits, train = 400, validation = 100, test = 100 }
          training { epochs = 1 }
          seed = ${axis.seed}
          pipeline = [
            { type = prune, sparsity = ${axis.sparsity} }, SECOND
            MORE
            { type = quantize, weight { format = { type = fixed-point, width = ${axis.bits} } } }
          ]
        }
        axis {
          seed = [1, 2, 3], sparsity = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
          bits = [2, 3, 4, 5, 6, 7, 8, 9, 10]
        }
        """;
    String steps = more.replaceFirst("^, ", "");
    Path file =
        Files.writeString(
            folder.resolve("share.conf"), text.replace("SECOND", second).replace("MORE", steps));
    return Plan.of(Grid.expand(file, List.of()), source -> "the digest of digits");
  }
}
