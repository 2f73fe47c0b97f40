package io.espalier.compression.trial;

import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.train.Engine;
import io.espalier.compression.train.Session;
import io.espalier.compression.train.Trainer;
import io.espalier.compression.train.Training;
import io.espalier.compression.train.TrainingData;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Trains and measures the network that trials start from. */
public final class BaselineTraining {
  private BaselineTraining() {}

  /** Where the weights start: those of the network's file, or drawn with the training's seed. */
  public static Parameters initial(BaselineSpec spec, Splits splits) {
    return spec.model().isTrained()
        ? spec.model().start(splits.train().shape(), splits.classes(), 0)
        : new InitialDraw(spec, splits).original();
  }

  /**
   * Trains if the specification says so, then measures on validation and test.
   *
   * @param initial where the weights start; left as it is
   * @param progress told after each epoch
   * @throws IllegalArgumentException if the images do not fit the network, with both shapes
   */
  public static Baseline train(
      PlannedBaseline planned,
      BaselineSpec spec,
      Graph graph,
      Parameters initial,
      Splits splits,
      Consumer<Trainer.Epoch> progress) {
    return train(
        planned,
        spec,
        graph,
        splits,
        training ->
            Trainer.train(
                    session(graph, initial, training, splits, Scales.of(spec.model(), splits)),
                    progress)
                .parameters(),
        initial);
  }

  /**
   * The same with something else that trains.
   *
   * @param trainer asked if the specification says that the network is trained
   * @param untrained the weights if it does not
   */
  public static Baseline train(
      PlannedBaseline planned,
      BaselineSpec spec,
      Graph graph,
      Splits splits,
      Function<Training, Parameters> trainer,
      Parameters untrained) {
    Fit.check(graph, splits);
    long start = System.nanoTime();
    Parameters parameters = spec.training().map(trainer).orElse(untrained);
    double millis = spec.training().isPresent() ? (System.nanoTime() - start) / 1e6 : 0;
    PixelScale scale = Scales.of(spec.model(), splits);
    Program program = Program.inference(graph, InferenceBatch.of(graph));
    program.load(parameters);
    Accuracy validation = Evaluation.of(program, splits.validation(), scale);
    Accuracy test = Evaluation.of(program, splits.test(), scale);
    int epochs = spec.training().map(Training::epochs).orElse(0);
    return new Baseline(planned.id(), graph, parameters, validation, test, epochs, millis);
  }

  /**
   * The weights of a training before one of its steps.
   *
   * @throws IllegalArgumentException if it is not trained, or for fewer steps
   */
  static Parameters before(int iteration, BaselineSpec spec, Parameters initial, Splits splits) {
    Graph graph = spec.model().graph(splits.train().shape(), splits.classes());
    Training training =
        spec.training()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no iteration to rewind to: the network is not trained"));
    if (training.engine() != Engine.OWN) {
      throw new IllegalArgumentException(
          "iteration must be 0 where training has engine = dl4j-spark, whose steps are not"
              + " repeated to the bit; got "
              + iteration);
    }
    return Trainer.before(
        iteration, session(graph, initial, training, splits, Scales.of(spec.model(), splits)));
  }

  private static Session session(
      Graph graph, Parameters initial, Training training, Splits splits, PixelScale scale) {
    TrainingData data = new TrainingData(splits.train(), splits.validation(), scale);
    return new Session(
        graph, initial, Map.of(), training.recipe(), data, TrainingHooks.NONE, training.seed());
  }
}
