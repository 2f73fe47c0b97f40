package io.espalier.compression.train;

import io.espalier.compression.measure.Accuracy;
import io.espalier.kernels.net.Parameters;
import java.util.List;
import java.util.function.Consumer;

/** Trains a network on one thread; the same inputs give the same bits. */
public final class Trainer {
  private Trainer() {}

  /**
   * What one epoch came to.
   *
   * @param epoch from 0
   * @param trainLoss mean loss over the epoch's batches as they were trained on, in nats
   * @param validation after the epoch
   * @param learningRate of its last step
   * @param penalty after the epoch, which the loss does not contain
   * @param weights as validation saw them
   * @param millis wall time of training and validation
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      Accuracy validation,
      double learningRate,
      double penalty,
      WeightCount weights,
      double millis) {}

  /** The network that was kept, which epoch it came from, and all epochs. */
  public record Trained(Parameters parameters, int keptEpoch, List<Epoch> epochs) {
    /** Copies the list. */
    public Trained {
      epochs = List.copyOf(epochs);
    }
  }

  /**
   * Trains.
   *
   * @param progress told after each epoch
   * @throws ArithmeticException if the loss is not finite, naming epoch, step and layer
   */
  public static Trained train(Session session, Consumer<Epoch> progress) {
    TrainingRun run = new TrainingRun(session);
    for (int epoch = 0; epoch < session.recipe().epochs() && !run.isStale(); epoch++) {
      progress.accept(run.epoch(epoch));
    }
    return run.trained();
  }

  /**
   * The weights before a step of the training that {@link #train} would do, to the bit.
   *
   * @param iteration a step, from 0
   * @throws IllegalArgumentException if the training has fewer steps
   * @throws ArithmeticException if the loss is not finite, naming epoch, step and layer
   */
  public static Parameters before(int iteration, Session session) {
    return new TrainingRun(session).before(iteration);
  }
}
