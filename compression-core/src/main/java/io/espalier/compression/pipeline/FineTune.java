package io.espalier.compression.pipeline;

import io.espalier.compression.train.Augmentation;
import io.espalier.compression.train.LearningRateSchedule;
import io.espalier.compression.train.Penalty;
import io.espalier.compression.train.Recipe;
import io.espalier.compression.train.Training;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Optimizer;
import io.espalier.kernels.net.Role;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Trains the network on from the weights it has; pruned weights stay zero. */
@Named("fine-tune")
@Meaning("trains the network on from the weights it has; pruned weights stay zero")
public record FineTune(
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
        Penalty penalty)
    implements CompressionStep {
  /** Checks what a recipe checks. */
  public FineTune {
    new Recipe(
            epochs,
            batchSize,
            optimizer,
            learningRate,
            schedule,
            keep,
            patience,
            augmentation,
            penalty)
        .epochs();
  }

  /** The same as one value. */
  public Recipe recipe() {
    return new Recipe(
        epochs,
        batchSize,
        optimizer,
        learningRate,
        schedule,
        keep,
        patience,
        augmentation,
        penalty);
  }

  @Override
  public String phase() {
    return "train";
  }

  @Override
  public boolean looksAtLayers() {
    return penalty.role() == Role.GAMMA;
  }

  @Override
  public Optional<Graph> after(Graph graph) {
    penalty.checkOn(graph);
    return Optional.of(graph);
  }

  @Override
  public Network apply(Network network, StepContext context) {
    return Retraining.train(network, recipe(), "retrain", TrainingHooks.NONE, context);
  }
}
