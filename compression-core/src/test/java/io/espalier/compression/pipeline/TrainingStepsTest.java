package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.measure.NonzeroInputs;
import io.espalier.compression.prune.Mask;
import io.espalier.compression.train.TrainingData;
import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingStepsTest {
  private static final Splits SPLITS =
      ConfigReader.parse(
              "{ type = digits, train = 1000, validation = 200, test = 10 }",
              io.espalier.compression.data.DatasetSource.class)
          .load();
  private static final PixelScale SCALE = PixelScale.unit(1);
  private static final Graph GRAPH = graph();
  private static final Network START = Network.of(GRAPH, initial(1));

  private final TrainingLog log = new TrainingLog();

  private static Graph graph() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("flat", new Flatten());
    layers.put("fc1", new Dense(24, Bias.PRESENT));
    layers.put("bn1", new BatchNorm(1e-5, 0.9));
    layers.put("act1", Activation.of(Activation.Kind.HARD_TANH));
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    return Graph.chain(SPLITS.train().shape(), layers);
  }

  private static Parameters initial(long seed) {
    return Initializer.HE.draw(GRAPH, seed);
  }

  private static CompressionStep step(String text) {
    CompressionStep step = ConfigReader.parse(text, CompressionStep.class);
    assertEquals(step, ConfigReader.parse(Canonical.text(step), CompressionStep.class));
    return step;
  }

  private StepContext context(long seed) {
    return new StepContext(
        count -> {
          float[] images = new float[Math.min(count, 1000) * 784];
          SPLITS.train().decode(0, Math.min(count, 1000), SCALE, images);
          return images;
        },
        new TrainingData(SPLITS.train(), SPLITS.validation(), SCALE),
        new StepContext.InitialWeights() {
          @Override
          public Parameters original() {
            return initial(1);
          }

          @Override
          public Parameters after(int iterations) {
            return initial(100 + iterations);
          }

          @Override
          public Parameters drawn(long other) {
            return initial(other);
          }
        },
        log,
        seed,
        phase -> {});
  }

  private Network run(Network from, String... steps) {
    Network network = from;
    for (String text : steps) {
      network = step(text).apply(network, context(7));
    }
    return network;
  }

  private static Accuracy validation(Network network) {
    Program program = Program.inference(network.graph(), 64);
    network.loadInto(program);
    return Evaluation.of(program, SPLITS.validation(), SCALE);
  }

  private static void assertZeroWherePruned(Network network) {
    network
        .masks()
        .forEach(
            (name, mask) -> {
              float[] weights = network.parameters().get(name, Role.WEIGHT);
              for (int i = 0; i < weights.length; i++) {
                if (!mask.keeps(i)) {
                  assertEquals(0, Float.floatToRawIntBits(weights[i]), name + " " + i);
                }
              }
            });
  }

  private static long kept(Network network) {
    return network.masks().values().stream().mapToLong(Mask::keptCount).sum();
  }

  @Test
  void masksHoldWhateverTheOptimiser() {
    for (String optimizer :
        List.of(
            "{ type = sgd, learning-rate = 0.05, momentum = 0.9, weight-decay = 1e-3 }",
            "{ type = sgd, learning-rate = 0.05, nesterov = true }",
            "{ type = adam, learning-rate = 0.002, weight-decay = 1e-3 }")) {
      Network network =
          run(
              START,
              "{ type = prune, sparsity = 0.8 }",
              "{ type = fine-tune, epochs = 2, optimizer = "
                  + optimizer
                  + ", penalty { type = l2, lambda = 1e-4 } }");
      assertZeroWherePruned(network);
      for (EpochMeasure epoch : log.epochs()) {
        assertEquals(kept(network), epoch.weightsNonzero(), optimizer + " " + epoch);
      }
    }
    assertEquals(List.of(-1, 0, 1, -1, 0, 1, -1, 0, 1), epochs());
    assertEquals(2, log.epochs().get(8).round());
  }

  private List<Integer> epochs() {
    return log.epochs().stream().map(EpochMeasure::epoch).toList();
  }

  @Test
  void trainingLearnsAndEqualSeedsGiveEqualBits() {
    String tune =
        "{ type = fine-tune, epochs = 3, learning-rate = 0.05,"
            + " augmentation { type = pad-flip, padding = 1, flip = false } }";
    Network one = run(START, tune);
    Network two = new TrainingStepsTest().run(START, tune);
    assertEquals(one.parameters(), two.parameters());
    assertTrue(validation(one).top1() > 0.5, () -> "top-1 " + validation(one));
    assertNotEquals(one.parameters(), step(tune).apply(START, context(8)).parameters());
  }

  @Test
  void theKeptEpochIsTheBestOne() {
    Network network = run(START, "{ type = fine-tune, epochs = 6, learning-rate = 0.3 }");
    double best =
        log.epochs().stream()
            .filter(epoch -> epoch.epoch() >= 0)
            .mapToDouble(epoch -> epoch.validation().top1())
            .max()
            .orElseThrow();
    assertEquals(best, validation(network).top1());
  }

  @Test
  void patienceEndsTrainingEarly() {
    run(START, "{ type = fine-tune, epochs = 60, learning-rate = 0.3, patience = 2 }");
    assertTrue(epochs().size() < 61, () -> "epochs " + epochs());
  }

  @Test
  void divergenceNamesEpochAndLayer() {
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> run(START, "{ type = fine-tune, learning-rate = 3e38 }"));
    assertTrue(e.getMessage().contains("epoch 0"), e::getMessage);
    assertTrue(e.getMessage().contains("layer '"), e::getMessage);
  }

  @Test
  void iterativePruningEndsAtTheRateAndTrainsBetweenRounds() {
    for (String spacing : List.of("geometric", "linear")) {
      Network network =
          run(
              START,
              "{ type = prune, sparsity = 0.9, layers { fc2 = 0.5 }, schedule { type = iterative,"
                  + " rounds = 3, spacing = "
                  + spacing
                  + ", training { learning-rate = 0.05 } } }");
      assertEquals(18816 - 16934, network.mask("fc1").keptCount());
      assertEquals(120, network.mask("fc2").keptCount());
      assertZeroWherePruned(network);
    }
    assertEquals(List.of(-1, 0, -1, 0, -1, 0, -1, 0), epochs());
    double first = log.epochs().get(0).sparsity();
    double linear = log.epochs().get(4).sparsity();
    assertEquals((18816 * (1 - Math.cbrt(0.1)) + 240 * (1 - Math.cbrt(0.5))) / 19056, first, 1e-3);
    assertEquals((18816 * 0.3 + 240 * 0.5 / 3) / 19056, linear, 1e-3);
  }

  @Test
  void gradualPruningEndsAtTheRate() {
    Network network =
        run(
            START,
            "{ type = prune, scope = global, sparsity = 0.9, schedule { type = gradual, every = 4,"
                + " training { epochs = 3, learning-rate = 0.05 } } }");
    assertEquals(Math.round(19056 * 0.1), kept(network));
    assertZeroWherePruned(network);
    double after = log.epochs().get(1).sparsity();
    assertTrue(after > 0.5 && after < 0.9, () -> "sparsity after one epoch " + after);
    assertEquals(validation(network), log.epochs().get(3).validation());
  }

  @Test
  void pruningToLessThanThereIsNamesTheLayer() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                run(START, "{ type = prune, sparsity = 0.8 }", "{ type = prune, sparsity = 0.5 }"));
    assertTrue(
        e.getMessage().startsWith("layer 'fc1' is pruned to a sparsity of 0.8"), e::getMessage);
  }

  @Test
  void roundsMayStartFromTheInitialWeights() {
    String steps =
        "{ type = prune, sparsity = 0.8, schedule { type = iterative, rounds = 2, from = initial,"
            + " training { learning-rate = 0.05 } } }";
    Network network = run(START, steps);
    assertEquals(2, log.epochs().size());
    Network first = Masking.with(run(START, "{ type = prune, sparsity = 0.5527864 }"), initial(1));
    assertEquals(validation(first), log.epochs().get(0).validation());
    assertZeroWherePruned(network);
  }

  private static String gradientPruning(String criterion) {
    return "{ type = prune, scope = global, sparsity = 0.95, criterion { " + criterion + " } }";
  }

  @Test
  void oneIterationIsSnipBitForBit() {
    Map<String, Mask> snip =
        run(START, gradientPruning("type = snip, batches = 3, batch-size = 50")).masks();
    for (String type : List.of("iterative-snip", "force")) {
      String one = "type = " + type + ", iterations = 1, batches = 3, batch-size = 50";
      assertEquals(snip, run(START, gradientPruning(one)).masks(), type);
    }
    assertEquals(0, log.resurrected());
  }

  @Test
  void forceBringsWeightsBackAndIterativeSnipDoesNot() {
    String rest = ", iterations = 8, batches = 2, batch-size = 50";
    Network snip = run(START, gradientPruning("type = iterative-snip" + rest));
    assertEquals(0, log.resurrected());
    Network force = run(START, gradientPruning("type = force" + rest));
    assertTrue(log.resurrected() > 0);
    assertNotEquals(snip.masks(), force.masks());
    assertEquals(Math.round(19056 * 0.05), kept(force));
    assertEquals(kept(snip), kept(force));
  }

  @Test
  void hessianDiagonalIsHalfTheMeanSquaredGradientTimesTheSquaredWeight() {
    Network whole =
        run(START, gradientPruning("type = hessian-diagonal, batches = 40, batch-size = 25"));
    Network norm = run(START, gradientPruning("type = gradient-norm, batch-size = 1000"));
    assertEquals(kept(whole), kept(norm));
    assertNotEquals(whole.masks(), norm.masks());
  }

  @Test
  void rewindingGivesTheInitialWeightsUnderTheMasks() {
    String[] steps = {
      "{ type = fine-tune, learning-rate = 0.05 }", "{ type = prune, sparsity = 0.7 }"
    };
    Network trained = run(START, steps);
    Network ticket = run(trained, "{ type = rewind }");
    assertEquals(trained.masks(), ticket.masks());
    float[] weights = ticket.parameters().get("fc1", Role.WEIGHT);
    float[] initial = START.parameters().get("fc1", Role.WEIGHT);
    for (int i = 0; i < weights.length; i++) {
      assertEquals(ticket.mask("fc1").keeps(i) ? initial[i] : 0, weights[i]);
    }
    Network redrawn = run(trained, "{ type = rewind, weights = redrawn }");
    assertEquals(trained.masks(), redrawn.masks());
    assertNotEquals(ticket.parameters(), redrawn.parameters());
    Network shuffled = run(trained, "{ type = rewind, masks = shuffled }");
    assertEquals(kept(trained), kept(shuffled));
    assertNotEquals(trained.masks(), shuffled.masks());
    assertZeroWherePruned(shuffled);
  }

  @Test
  void quantizationAwareTrainingEndsOnWhatItMeasured() {
    for (String format :
        List.of(
            "{ type = fixed-point, width = 4 }",
            "{ type = affine, width = 2 }",
            "{ type = bfp, mantissa-width = 2 }",
            "{ type = mini-float, exponent-width = 2, mantissa-width = 1, bias = auto }",
            "{ type = log, width = 4 }",
            "{ type = binary }",
            "{ type = binary, scaled = true }",
            "{ type = ternary, ratio = 0.7 }")) {
      int from = log.epochs().size();
      Network network =
          run(
              START,
              "{ type = qat, weight { format = "
                  + format
                  + ", granularity = channel }, except = [last],"
                  + " training { epochs = 3, learning-rate = 0.05 } }");
      double best =
          log.epochs().subList(from + 1, from + 4).stream()
              .mapToDouble(epoch -> epoch.validation().top1())
              .max()
              .orElseThrow();
      assertEquals(best, validation(network).top1(), format);
      assertTrue(best > 0.4, () -> format + " " + log.epochs());
      assertEquals(List.of("fc1"), List.copyOf(network.rounded().keySet()));
      float[] weights = network.parameters().get("fc1", Role.WEIGHT);
      float[] again = weights.clone();
      network.rounded().get("fc1").weight().formats().get(0).quantize(again, 0, 784);
      assertEquals(again[5], weights[5], 1e-6 * Math.abs(weights[5]));
      assertFalse(Float.isNaN(weights[0]));
    }
  }

  @Test
  void activationsTrainRoundedToo() {
    Network network =
        run(
            START,
            "{ type = qat, weight { format { type = binary } }, activation { format { type = binary"
                + " } }, except = [first], training { epochs = 4, learning-rate = 0.05 } }");
    assertTrue(validation(network).top1() > 0.4, () -> "top-1 " + validation(network));
  }

  @Test
  void quantizedNetworksAreNotTrainedInFloat() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                run(
                    START,
                    "{ type = quantize, weight { format { type = bfp, mantissa-width = 3 } } }",
                    "{ type = fine-tune }"));
    assertEquals(
        "layer 'fc1' is quantized already: train before that, or with qat", e.getMessage());
  }

  @Test
  void statisticsOfBatchNormsAreThoseOfTheImages() {
    Network moved = run(START, "{ type = fine-tune, learning-rate = 0.05 }");
    Parameters wrong = moved.parameters().copy();
    java.util.Arrays.fill(wrong.get("bn1", Role.MEAN), 5);
    Network measured =
        run(
            Network.of(GRAPH, wrong),
            "{ type = re-estimate-batch-norm, images = 1000, batch-size = 1000 }");
    float[] mean = measured.parameters().get("bn1", Role.MEAN);
    float[] weights = wrong.get("fc1", Role.WEIGHT);
    float[] images = context(1).calibration().first(1000);
    double sum = 0;
    for (int i = 0; i < images.length; i++) {
      sum += (double) images[i] * weights[i % 784];
    }
    assertEquals(sum / 1000 + wrong.get("fc1", Role.BIAS)[0], mean[0], 1e-3);
    assertEquals(
        wrong.get("fc1", Role.WEIGHT)[3], measured.parameters().get("fc1", Role.WEIGHT)[3]);
  }

  private static Map<String, Double> zeroFractions(Network network) {
    Program program = Program.inference(GRAPH, 64);
    network.loadInto(program);
    NonzeroInputs seen = new NonzeroInputs(GRAPH);
    Evaluation.of(program, SPLITS.train(), SCALE, seen);
    return Map.of("fc1", seen.zeroFraction("fc1"), "fc2", seen.zeroFraction("fc2"));
  }

  @Test
  void smallActivationsAreZeroFromTheStepOn() {
    Network network =
        run(
            START,
            "{ type = prune-activations, fraction = 0.5, except = [first],"
                + " calibration-images = 1000 }");
    assertEquals(0.5, zeroFractions(network).get("fc2"), 1e-4);
    assertEquals(zeroFractions(START).get("fc1"), zeroFractions(network).get("fc1"));
    Network trained = run(network, "{ type = fine-tune, epochs = 2, learning-rate = 0.05 }");
    assertEquals(network.inputThresholds(), trained.inputThresholds());
    assertEquals(validation(network), log.epochs().get(0).validation());
    double best =
        log.epochs().stream()
            .skip(1)
            .mapToDouble(epoch -> epoch.validation().top1())
            .max()
            .orElseThrow();
    assertEquals(best, validation(trained).top1());
    Network quantized =
        run(
            trained,
            "{ type = quantize, activation { format { type = fixed-point, width = 8 } } }");
    assertEquals(network.inputThresholds(), quantized.inputThresholds());
    Network fixed =
        run(START, "{ type = prune-activations, threshold = 0.25, layers { fc1 = 0 } }");
    assertEquals(Map.of("fc2", 0.25f), fixed.inputThresholds());
  }

  @Test
  void activationPruningThatCannotApplyNamesTheLayer() {
    Network network = run(START, "{ type = prune-activations, threshold = 0.25 }");
    assertEquals(
        "layer 'fc1' has inputs below 0.25 set to zero already, asked for those below 0.125",
        assertThrows(
                IllegalArgumentException.class,
                () -> run(network, "{ type = prune-activations, threshold = 0.125 }"))
            .getMessage());
    String binary =
        assertThrows(
                IllegalArgumentException.class,
                () -> run(network, "{ type = quantize, activation { format { type = binary } } }"))
            .getMessage();
    assertTrue(binary.startsWith("layer 'fc1' has small inputs set to zero"), binary);
    for (String both : List.of("", ", threshold = 1, fraction = 0.5")) {
      ConfigError e =
          assertThrows(ConfigError.class, () -> step("{ type = prune-activations" + both + " }"));
      assertTrue(e.getMessage().contains("a threshold or a fraction, and not both"), e::getMessage);
    }
  }
}
