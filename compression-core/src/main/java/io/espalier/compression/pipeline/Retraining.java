package io.espalier.compression.pipeline;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.train.Recipe;
import io.espalier.compression.train.Session;
import io.espalier.compression.train.Trainer;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.compression.train.WeightCount;
import io.espalier.kernels.net.Program;
import java.util.OptionalDouble;

/** Trains the network of a trial on, its masks held, and reports each epoch. */
final class Retraining {
  private static final int BATCH = 256;

  private Retraining() {}

  /**
   * The network with the weights after training.
   *
   * @param phase what the training is for, as {@link EpochMeasure} has it
   */
  static Network train(
      Network network, Recipe recipe, String phase, TrainingHooks hooks, StepContext context) {
    checkFloat(network);
    context.phase().accept("train");
    int round = context.log().begin();
    context.log().add(before(network, round, phase, context));
    Session session =
        new Session(
            network.graph(),
            network.parameters(),
            Masking.slots(network),
            recipe,
            context.data(),
            PrunedInputs.of(network, hooks),
            context.seed("train", round));
    Trainer.Trained trained =
        Trainer.train(session, epoch -> context.log().add(measure(epoch, round, phase)));
    return Masking.with(network, trained.parameters());
  }

  private static void checkFloat(Network network) {
    network.rounded().keySet().stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "layer '" + name + "' is quantized already: train before that, or with qat");
            });
  }

  private static EpochMeasure before(
      Network network, int round, String phase, StepContext context) {
    long start = System.nanoTime();
    Program program = Program.inference(network.graph(), BATCH);
    network.loadInto(program);
    Accuracy validation =
        Evaluation.of(program, context.data().validation(), context.data().scale());
    WeightCount weights = WeightCount.of(network.parameters());
    return new EpochMeasure(
        round,
        -1,
        phase,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        validation,
        OptionalDouble.empty(),
        weights.nonzero(),
        weights.all(),
        (System.nanoTime() - start) / 1e6);
  }

  private static EpochMeasure measure(Trainer.Epoch epoch, int round, String phase) {
    return new EpochMeasure(
        round,
        epoch.epoch(),
        phase,
        OptionalDouble.of(epoch.trainLoss()),
        OptionalDouble.of(epoch.penalty()),
        epoch.validation(),
        OptionalDouble.of(epoch.learningRate()),
        epoch.weights().nonzero(),
        epoch.weights().all(),
        epoch.millis());
  }
}
