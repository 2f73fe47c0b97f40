package io.espalier.compression.train;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.net.Optimizer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How a network is trained from scratch. Its seed is its own, not that of a trial. */
@Meaning("how the network that trials start from is trained")
public record Training(
    @Meaning("passes over the training images") @Default("8") int epochs,
    @Meaning("images a step") @Default("64") int batchSize,
    @Meaning("how gradients change the weights")
        @Default("{ type = sgd, learning-rate = 0.02, momentum = 0.9 }")
        Optimizer optimizer,
    @Meaning("how the learning rate changes") @Default("{ type = cosine }")
        LearningRateSchedule schedule,
    @Meaning("which epoch's network is kept: best on validation, or last") @Default("best")
        Keep keep,
    @Meaning("what initial weights and the order of images are drawn from") @Default("1") long seed,
    @Meaning("ends after so many epochs without a better one on validation; auto: never")
        @Default("auto")
        OptionalInt patience,
    @Meaning("how images are changed at random") @Default("{ type = none }")
        Augmentation augmentation,
    @Meaning("what is added to the loss to keep weights small") @Default("{ type = none }")
        Penalty penalty,
    @Meaning("what the scales of batch norms start at; 0.5 for network slimming") @Default("1.0")
        double scaleStart,
    @Meaning(
            "what trains: own, on one thread, or dl4j-spark, Deeplearning4j over the executors of"
                + " Spark")
        @Default("own")
        Engine engine,
    @Meaning("for dl4j-spark: networks that are trained side by side and averaged") @Default("auto")
        OptionalInt workers,
    @Meaning("for dl4j-spark: steps of each worker between two averages") @Default("auto")
        OptionalInt averaging) {
  /** Steps between two averages unless it is said. */
  public static final int AVERAGING = 5;

  /** Which epoch's network is kept. */
  public enum Keep {
    /** The one with the highest validation top-1, of equals the one with the lower loss. */
    BEST,
    /** The last one. */
    LAST
  }

  /** Checks the counts. */
  public Training {
    Recipe.check(epochs, batchSize, patience);
    if (!(scaleStart > 0 && scaleStart <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("scale-start must be above 0, got " + scaleStart);
    }
    check("workers", workers, engine);
    check("averaging", averaging, engine);
    if (engine == Engine.DL4J_SPARK) {
      checkSpread(workers, augmentation, penalty);
    }
  }

  /** Sets the scales of drawn weights to where they start, in place. */
  public Parameters started(Parameters drawn) {
    drawn.forEach(
        (slot, values) -> {
          if (slot.role() == Role.GAMMA) {
            Arrays.fill(values, (float) scaleStart);
          }
        });
    return drawn;
  }

  private static void check(String key, OptionalInt count, Engine engine) {
    if (count.isPresent() && engine == Engine.OWN) {
      throw new IllegalArgumentException(key + " is for engine = dl4j-spark, got engine = own");
    } else if (count.isPresent() && count.getAsInt() < 1) {
      throw new IllegalArgumentException(key + " must be at least 1, got " + count.getAsInt());
    }
  }

  private static void checkSpread(OptionalInt workers, Augmentation augmentation, Penalty penalty) {
    if (workers.isEmpty()) {
      throw new IllegalArgumentException(
          "workers must be given for engine = dl4j-spark: what is trained depends on it");
    } else if (!(augmentation instanceof Augmentation.None)) {
      throw new IllegalArgumentException("augmentation must be none for engine = dl4j-spark");
    } else if (!(penalty instanceof Penalty.None)) {
      throw new IllegalArgumentException(
          "penalty must be none for engine = dl4j-spark; the optimizer's weight-decay is kept to");
    }
  }

  /** All of it but the seed. */
  public Recipe recipe() {
    return new Recipe(
        epochs,
        batchSize,
        optimizer,
        OptionalDouble.empty(),
        schedule,
        keep,
        patience,
        augmentation,
        penalty);
  }
}
