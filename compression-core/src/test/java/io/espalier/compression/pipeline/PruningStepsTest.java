package io.espalier.compression.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.prune.Mask;
import io.espalier.kernels.net.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Schedules of pruning, criteria by gradients, and rewinding. */
class PruningStepsTest extends DigitSteps {
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
}
