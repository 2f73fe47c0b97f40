package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigError;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.measure.NonzeroInputs;
import io.espalier.kernels.net.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small activations set to zero. */
class ActivationPruningTest extends DigitSteps {
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
