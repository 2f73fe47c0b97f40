package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.measure.EpochMeasure;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training on: what is kept, when it ends, what it reports. */
class TrainingStepsTest extends DigitSteps {
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
  void statisticsOfBatchNormsAreThoseOfTheImages() {
    Network moved = run(START, "{ type = fine-tune, learning-rate = 0.05 }");
    Parameters wrong = moved.parameters().copy();
    Arrays.fill(wrong.get("bn1", Role.MEAN), 5);
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
}
