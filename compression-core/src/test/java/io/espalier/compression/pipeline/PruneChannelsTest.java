package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.structure.ChannelCriterion;
import io.espalier.compression.structure.Probes;
import io.espalier.compression.structure.ScoredLayer;
import io.espalier.compression.train.TrainingData;
import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PruneChannelsTest {
  private static final Splits SPLITS =
      ConfigReader.parse(
              "{ type = digits, train = 600, validation = 100, test = 10 }", DatasetSource.class)
          .load();
  private static final PixelScale SCALE = PixelScale.unit(1);

  private final TrainingLog log = new TrainingLog();
  private float[] images = {};

  private StepContext context() {
    return new StepContext(
        count -> images,
        new TrainingData(SPLITS.train(), SPLITS.validation(), SCALE),
        new StepContext.InitialWeights() {
          @Override
          public Parameters original() {
            throw new IllegalArgumentException("no initial weights here");
          }

          @Override
          public Parameters after(int iterations) {
            return original();
          }

          @Override
          public Parameters drawn(long seed) {
            return original();
          }
        },
        log,
        7,
        phase -> {});
  }

  private Network run(Network network, String text) {
    CompressionStep step = ConfigReader.parse(text, CompressionStep.class);
    assertEquals(step, ConfigReader.parse(Canonical.text(step), CompressionStep.class));
    return step.apply(network, context());
  }

  /** 1×1: two input channels, three of conv1, one behind it: filters (1 −1), (3 0), (0 2.5). */
  private static Network small() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv1", new Convolution(3, Window.square(1), Bias.PRESENT));
    layers.put("bn", new BatchNorm(1e-5, 0.9));
    layers.put("relu", Activation.relu());
    layers.put("conv2", new Convolution(2, Window.square(1), Bias.ABSENT));
    layers.put("mean", new GlobalPooling(Pooling.Kind.AVERAGE));
    Graph graph = Graph.chain(new Shape(1, 2, 2), layers);
    Parameters p = Parameters.neutral(graph);
    p.set("conv1", Role.WEIGHT, new float[] {1, -1, 3, 0, 0, 2.5f});
    p.set("conv1", Role.BIAS, new float[] {9, 0, 0});
    p.set("bn", Role.GAMMA, new float[] {-2, 0.5f, 1});
    p.set("conv2", Role.WEIGHT, new float[] {1, 2, 3, 4, 5, 6});
    return Network.of(graph, p);
  }

  /** By criterion, the outputs of conv1 that are left when one of three goes. */
  @Test
  void everyCriterionTakesTheChannelItSays() {
    // Two images of two pixels. Behind batch norm and ReLU (9 is a bias, γ −2 turns it around):
    // channel 0 gives 0 everywhere; channel 1 gives 1.5 x0, channel 2 gives 2.5 x1.
    images = new float[] {1, 1, 2, 0, 0, 1, 1, 0};
    assertLeft("{ type = weight-norm }", 3, 0, 0, 2.5f);
    assertLeft("{ type = weight-norm, p = 2 }", 3, 0, 0, 2.5f);
    assertLeft("{ type = largest }", 1, -1, 0, 2.5f);
    assertLeft("{ type = batch-norm-scale }", 1, -1, 0, 2.5f);
    assertLeft("{ type = activation-norm }", 3, 0, 0, 2.5f);
    assertLeft("{ type = mean-activation }", 3, 0, 0, 2.5f);
    assertLeft("{ type = apoz }", 3, 0, 0, 2.5f);
    assertLeft("{ type = combined, alpha = 1, beta = 0 }", 3, 0, 0, 2.5f);
    assertLeft("{ type = combined, alpha = 0.5, beta = 2, normalise = none }", 3, 0, 0, 2.5f);
    assertEquals(2, run(small(), step("{ type = random }")).graph().shape("bn").channels());
  }

  private static String step(String criterion) {
    return "{ type = prune-channels, rate = 0.34, criterion = " + criterion + " }";
  }

  private void assertLeft(String criterion, float... weights) {
    Network network = run(small(), step(criterion));
    assertArrayEquals(weights, network.parameters().get("conv1", Role.WEIGHT), criterion);
  }

  @Test
  void activationNormsAreMeansOverImages() {
    // Channel 1 gives 1.5 x0: 1.5, 3 | 0, 1.5; channel 2 gives 2.5 x1: 2.5, 0 | 2.5, 0.
    images = new float[] {1, 1, 2, 0, 0, 1, 1, 0};
    Network network = small();
    assertArrayEquals(new double[] {0, 3, 2.5}, norms(network, 1), 1e-4);
    double two = (Math.sqrt(1.5 * 1.5 + 9) + 1.5) / 2;
    assertArrayEquals(new double[] {0, two, 2.5}, norms(network, 2), 1e-4);
  }

  private double[] norms(Network network, int p) {
    var layer =
        new ScoredLayer(
            network.graph(),
            network.parameters(),
            "conv1",
            3,
            Optional.of(
                Probes.observe(network.graph(), network.parameters(), List.of("conv1"), images)
                    .get("conv1")),
            0);
    return new ChannelCriterion.ActivationNorm(p).score(layer);
  }

  @Test
  void theMinimumStaysAndIsRecorded() {
    Network network =
        run(
            small(),
            "{ type = prune-channels, rate = 0.99, minimum = 2, layers { conv1 = 0.99 } }");
    assertEquals(2, network.graph().shape("conv1").channels());
    assertArrayEquals(new float[] {2, 3, 5, 6}, network.parameters().get("conv2", Role.WEIGHT));
    assertEquals(1, log.channelsRemoved());
    assertEquals(Map.of("conv1", 2), log.channelsSpared());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertMessage("layer 'conv2' cannot lose channels", "rate = 0, layers { conv2 = 0.5 }");
    assertMessage("matches no layer", "rate = 0, layers { nowhere = 0.5 }");
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("flat", new Flatten());
    layers.put("fc1", new Dense(4, Bias.PRESENT));
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    Graph graph = Graph.chain(SPLITS.train().shape(), layers);
    Network plain = Network.of(graph, Initializer.HE.draw(graph, 1));
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> run(plain, step("{ type = batch-norm-scale }")));
    assertTrue(error.getMessage().contains("'fc1' has no batch norm"), error.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> run(plain, "{ type = fine-tune, penalty { type = batch-norm-scale, lambda = 1 } }"));
  }

  private void assertMessage(String part, String keys) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> run(small(), "{ type = prune-channels, " + keys + " }"));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  void slimmingTrainsScalesDownThenCutsAndTrainsOn() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("flat", new Flatten());
    layers.put("fc1", new Dense(32, Bias.ABSENT));
    layers.put("bn1", new BatchNorm(1e-5, 0.9));
    layers.put("relu1", Activation.relu());
    layers.put("fc2", new Dense(16, Bias.ABSENT));
    layers.put("bn2", new BatchNorm(1e-5, 0.9));
    layers.put("relu2", Activation.relu());
    layers.put("fc3", new Dense(10, Bias.PRESENT));
    Graph graph = Graph.chain(SPLITS.train().shape(), layers);
    Network start = Network.of(graph, Initializer.HE.draw(graph, 1));
    String tune =
        "{ type = fine-tune, epochs = 4, batch-size = 16, keep = last, learning-rate = 0.05";
    Network free = run(start, tune + " }");
    Network slim = run(start, tune + ", penalty { type = batch-norm-scale, lambda = 0.1 } }");
    assertTrue(scales(slim) < 0.7 * scales(free), scales(slim) + " of " + scales(free));
    Network pruned = run(slim, "{ type = prune, sparsity = 0.5 }");
    Network cut =
        run(
            pruned,
            "{ type = prune-channels, scope = global, rate = 0.5"
                + ", criterion { type = batch-norm-scale } }");
    assertEquals(24, cut.graph().shape("fc1").channels() + cut.graph().shape("fc2").channels());
    Network tuned = run(cut, "{ type = fine-tune, epochs = 1 }");
    assertEquals(cut.graph(), tuned.graph());
    float[] weights = tuned.parameters().get("fc1", Role.WEIGHT);
    for (int i = 0; i < weights.length; i++) {
      assertTrue(cut.mask("fc1").keeps(i) || weights[i] == 0, "fc1 " + i);
    }
  }

  /** Two hidden layers without a batch norm, for 28 × 28 digits. */
  private static Network plain() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv", new Convolution(8, Window.square(5).stride(3), Bias.PRESENT));
    layers.put("relu0", Activation.relu());
    layers.put("flat", new Flatten());
    layers.put("fc1", new Dense(24, Bias.PRESENT));
    layers.put("relu1", Activation.relu());
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    Graph graph = Graph.chain(SPLITS.train().shape(), layers);
    Parameters parameters = Initializer.HE.draw(graph, 4);
    Arrays.fill(parameters.get("fc1", Role.BIAS), 0.3f);
    return Network.of(graph, parameters);
  }

  private static float[] outputs(Network network) {
    float[] pixels = new float[5 * network.graph().input().volume()];
    SPLITS.test().decode(0, 5, SCALE, pixels);
    Program program = Program.inference(network.graph(), 5);
    network.loadInto(program);
    return program.infer(pixels, 0, 5).clone();
  }

  @Test
  void addedScalesChangeNothingAndFoldBack() {
    Network before = run(plain(), "{ type = prune, sparsity = 0.4 }");
    Network after = run(before, "{ type = add-scales }");
    assertArrayEquals(outputs(before), outputs(after));
    float[] factors = after.parameters().get("fc1_scale", Role.GAMMA);
    assertEquals(24, factors.length);
    assertEquals(0.5f, factors[7]);
    assertEquals(before.masks(), after.masks());
    assertEquals(2 * before.thresholds().get("fc1"), after.thresholds().get("fc1"));
    assertEquals(before.thresholds().get("fc2"), after.thresholds().get("fc2"));
    Network folded = BatchNormFolding.fold(after);
    assertEquals(before.graph(), folded.graph());
    assertEquals(before.parameters(), folded.parameters());
    assertEquals(
        List.of("conv"),
        run(plain(), "{ type = add-scales, except = [fc1] }").graph().nodes().stream()
            .filter(node -> node.layer() instanceof Scale)
            .map(node -> node.inputs().get(0))
            .toList());
    var error =
        assertThrows(IllegalArgumentException.class, () -> run(after, "{ type = add-scales }"));
    assertTrue(error.getMessage().startsWith("there is no layer to add a scale to"));
  }

  /** Equations 6 to 8 on factors of their own, in two passes. */
  @Test
  void slimmingOnAddedScalesGoesOnPassAfterPass() {
    String tune = "{ type = fine-tune, epochs = 4, batch-size = 16, keep = last";
    String penalty = ", learning-rate = 0.02, penalty { type = batch-norm-scale, lambda = 0.05 } }";
    String cut =
        "{ type = prune-channels, scope = global, rate = 0.5"
            + ", criterion { type = batch-norm-scale } }";
    Network scaled = run(plain(), "{ type = add-scales }");
    Network free = run(scaled, tune + ", learning-rate = 0.02 }");
    Network slim = run(scaled, tune + penalty);
    assertTrue(sum(slim) < 0.8 * sum(free), sum(slim) + " of " + sum(free));
    Network once = run(run(slim, cut), "{ type = fine-tune, epochs = 1 }");
    assertEquals(16, channels(once));
    Network twice = run(run(once, tune + penalty), cut);
    assertEquals(8, channels(twice));
    assertTrue(twice.graph().macs() < 0.6 * once.graph().macs());
  }

  private static double sum(Network network) {
    double sum = 0;
    for (String scale : List.of("conv_scale", "fc1_scale")) {
      for (float factor : network.parameters().get(scale, Role.GAMMA)) {
        sum += Math.abs(factor);
      }
    }
    return sum;
  }

  private static int channels(Network network) {
    return network.graph().shape("conv").channels() + network.graph().shape("fc1").channels();
  }

  private static double scales(Network network) {
    float[] gamma = network.parameters().get("bn1", Role.GAMMA);
    double sum = 0;
    for (float scale : gamma) {
      sum += Math.abs(scale);
    }
    return sum;
  }
}
