package io.espalier.compression.pipeline;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.structure.WidenedGroups;
import io.espalier.compression.train.Recipe;
import io.espalier.compression.train.Session;
import io.espalier.compression.train.Trainer;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.compression.train.WeightCount;
import io.espalier.kernels.net.Program;
import java.util.Map;
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
    // Hooks see the network as it is.
    boolean widens = hooks == TrainingHooks.NONE && network.inputThresholds().isEmpty();
    WidenedGroups groups =
        widens
            ? WidenedGroups.of(network.graph())
            : new WidenedGroups(network.graph(), network.graph(), Map.of());
    Network trainee = widened(network, groups);
    Session session =
        new Session(
            trainee.graph(),
            trainee.parameters(),
            Masking.slots(trainee),
            recipe,
            context.data(),
            PrunedInputs.of(network, hooks),
            context.seed("train", round));
    Trainer.Trained trained =
        Trainer.train(
            session, epoch -> context.log().add(measure(epoch, round, phase, groups.added())));
    return Masking.with(network, groups.narrow(trained.parameters()));
  }

  private static Network widened(Network network, WidenedGroups groups) {
    return new Network(
        groups.graph(),
        groups.widen(network.parameters()),
        groups.widen(network.masks()),
        network.thresholds(),
        network.rounded(),
        network.inputThresholds());
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

  private static EpochMeasure measure(Trainer.Epoch epoch, int round, String phase, long added) {
    return new EpochMeasure(
        round,
        epoch.epoch(),
        phase,
        OptionalDouble.of(epoch.trainLoss()),
        OptionalDouble.of(epoch.penalty()),
        epoch.validation(),
        OptionalDouble.of(epoch.learningRate()),
        epoch.weights().nonzero(),
        epoch.weights().all() - added,
        epoch.millis());
  }
}
