package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.Evaluation;
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

/** What tests of steps that train share: digits, a small network, and running steps on it. */
abstract class DigitSteps {
  static final Splits SPLITS =
      ConfigReader.parse(
              "{ type = digits, train = 1000, validation = 200, test = 10 }", DatasetSource.class)
          .load();
  static final PixelScale SCALE = PixelScale.unit(1);
  static final Graph GRAPH = graph();
  static final Network START = Network.of(GRAPH, initial(1));

  final TrainingLog log = new TrainingLog();

  static Graph graph() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("flat", new Flatten());
    layers.put("fc1", new Dense(24, Bias.PRESENT));
    layers.put("bn1", new BatchNorm(1e-5, 0.9));
    layers.put("act1", Activation.of(Activation.Kind.HARD_TANH));
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    return Graph.chain(SPLITS.train().shape(), layers);
  }

  static Parameters initial(long seed) {
    return Initializer.HE.draw(GRAPH, seed);
  }

  static CompressionStep step(String text) {
    CompressionStep step = ConfigReader.parse(text, CompressionStep.class);
    assertEquals(step, ConfigReader.parse(Canonical.text(step), CompressionStep.class));
    return step;
  }

  StepContext context(long seed) {
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

  Network run(Network from, String... steps) {
    Network network = from;
    for (String text : steps) {
      network = step(text).apply(network, context(7));
    }
    return network;
  }

  static Accuracy validation(Network network) {
    Program program = Program.inference(network.graph(), 64);
    network.loadInto(program);
    return Evaluation.of(program, SPLITS.validation(), SCALE);
  }

  static void assertZeroWherePruned(Network network) {
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

  static long kept(Network network) {
    return network.masks().values().stream().mapToLong(Mask::keptCount).sum();
  }

  List<Integer> epochs() {
    return log.epochs().stream().map(EpochMeasure::epoch).toList();
  }
}
