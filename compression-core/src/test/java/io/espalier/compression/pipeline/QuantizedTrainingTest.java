package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training with rounding in it. */
class QuantizedTrainingTest extends DigitSteps {
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
}
