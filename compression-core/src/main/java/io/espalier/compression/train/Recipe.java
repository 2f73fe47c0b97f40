package io.espalier.compression.train;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.net.Adam;
import io.espalier.kernels.net.Optimizer;
import io.espalier.kernels.net.Sgd;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How a network is trained on, from the weights it has. */
@Meaning("how a network is trained on, from the weights it has")
public record Recipe(
    @Meaning("passes over the training images") @Default("1") int epochs,
    @Meaning("images a step") @Default("64") int batchSize,
    @Meaning("how gradients change the weights")
        @Default("{ type = sgd, learning-rate = 0.001, momentum = 0.9 }")
        Optimizer optimizer,
    @Meaning("in place of the optimizer's own") @Default("auto") OptionalDouble learningRate,
    @Meaning("how the learning rate changes") @Default("{ type = cosine }")
        LearningRateSchedule schedule,
    @Meaning("which epoch's network is kept: best on validation, or last") @Default("best")
        Training.Keep keep,
    @Meaning("ends after so many epochs without a better one on validation; auto: never")
        @Default("auto")
        OptionalInt patience,
    @Meaning("how images are changed at random") @Default("{ type = none }")
        Augmentation augmentation,
    @Meaning("what is added to the loss to keep weights small") @Default("{ type = none }")
        Penalty penalty) {
  /** Checks the counts. */
  public Recipe {
    check(epochs, batchSize, patience);
    if (learningRate.isPresent()) {
      optimizer = withRate(optimizer, learningRate.getAsDouble());
      learningRate = OptionalDouble.empty();
    }
  }

  static void check(int epochs, int batchSize, OptionalInt patience) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
    if (batchSize < 1 || batchSize > 65_536) {
      throw new IllegalArgumentException("batch-size must be in [1, 65536], got " + batchSize);
    }
    if (patience.isPresent() && patience.getAsInt() < 1) {
      throw new IllegalArgumentException("patience must be at least 1, got " + patience.getAsInt());
    }
  }

  private static Optimizer withRate(Optimizer optimizer, double rate) {
    return optimizer instanceof Sgd sgd
        ? new Sgd(rate, sgd.momentum(), sgd.nesterov(), sgd.weightDecay())
        : withRate((Adam) optimizer, rate);
  }

  private static Adam withRate(Adam adam, double rate) {
    return new Adam(rate, adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
  }

  /** The same, but the last epoch's network is kept, and all epochs run. */
  public Recipe toTheEnd() {
    return new Recipe(
        epochs,
        batchSize,
        optimizer,
        learningRate,
        schedule,
        Training.Keep.LAST,
        OptionalInt.empty(),
        augmentation,
        penalty);
  }
}
