package io.espalier.compression.train;

import io.espalier.compression.data.Images;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Slot;
import io.espalier.kernels.net.Updater;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One training in progress. Mutable. */
final class TrainingRun {
  private static final int EVALUATION_BATCH = 256;

  private final Session session;
  private final Recipe recipe;
  private final Images images;
  private final Program program;
  private final Program evaluation;
  private final Updater updater;
  private final SplittableRandom random;
  private final SplittableRandom changes;
  private final float[] black;
  private final int[] order;
  private final int[] inOrder;
  private final float[] batch;
  private final byte[] labels;
  private final int stepsEach;
  private final List<Trainer.Epoch> epochs = new ArrayList<>();
  private double rate;
  private WeightCount seen;
  private Parameters kept;
  private int keptEpoch;

  TrainingRun(Session session) {
    this.session = session;
    recipe = session.recipe();
    images = session.data().train();
    program = Program.training(session.graph(), recipe.batchSize());
    program.load(session.initial());
    evaluation = Program.inference(session.graph(), EVALUATION_BATCH);
    updater = new Updater(recipe.optimizer());
    session.masks().forEach(this::mask);
    recipe.penalty().checkOn(session.graph());
    random = new SplittableRandom(session.seed() ^ 0x5deece66dL);
    changes = new SplittableRandom(session.seed() ^ 0x2545f4914f6cdd1dL);
    black = Augmentation.black(images.shape(), session.data().scale());
    order = identity(images.count());
    inOrder = identity(recipe.batchSize());
    batch = new float[recipe.batchSize() * session.graph().input().volume()];
    labels = new byte[recipe.batchSize()];
    stepsEach = (order.length + recipe.batchSize() - 1) / recipe.batchSize();
    kept = session.initial().copy();
  }

  private void mask(Slot slot, float[] keep) {
    updater.mask(slot, keep);
    float[] values = program.parameters().get(slot);
    for (int i = 0; i < values.length; i++) {
      values[i] = keep[i] == 0 ? 0 : values[i];
    }
  }

  private static int[] identity(int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      order[i] = i;
    }
    return order;
  }

  Trainer.Trained trained() {
    return new Trainer.Trained(kept, keptEpoch, epochs);
  }

  /** Whether so many epochs brought nothing better that there is no point in another. */
  boolean isStale() {
    return recipe.patience().isPresent()
        && epochs.size() - 1 - bestEpoch() >= recipe.patience().getAsInt();
  }

  Trainer.Epoch epoch(int epoch) {
    long start = System.nanoTime();
    Shuffle.inPlace(order, random);
    session.hooks().epochStarts(epoch, program, evaluation);
    double loss = steps(epoch);
    Accuracy validation = validate();
    Trainer.Epoch report =
        new Trainer.Epoch(
            epoch, loss, validation, rate, penalty(), seen, (System.nanoTime() - start) / 1e6);
    epochs.add(report);
    keepIfBest();
    return report;
  }

  /** The weights before a step, from 0 over all epochs. */
  Parameters before(int iteration) {
    int all = stepsEach * recipe.epochs();
    if (iteration > all) {
      throw new IllegalArgumentException(
          "there is no iteration " + iteration + ": the training has " + all);
    }
    for (int step = 0; step < iteration; step++) {
      int epoch = step / stepsEach;
      if (step % stepsEach == 0) {
        Shuffle.inPlace(order, random);
        session.hooks().epochStarts(epoch, program, evaluation);
      }
      int from = step % stepsEach * recipe.batchSize();
      int count = Math.min(recipe.batchSize(), order.length - from);
      rate = rate(epoch, from);
      step(from, count, epoch);
    }
    return program.parameters().copy();
  }

  private double rate(int epoch, int from) {
    double progress = (epoch + (double) from / order.length) / recipe.epochs();
    return recipe.optimizer().learningRate() * recipe.schedule().factor(progress, epoch);
  }

  private double steps(int epoch) {
    double sum = 0;
    for (int from = 0; from < order.length; from += recipe.batchSize()) {
      int count = Math.min(recipe.batchSize(), order.length - from);
      rate = rate(epoch, from);
      sum += step(from, count, epoch) * count;
    }
    return sum / order.length;
  }

  private float step(int from, int count, int epoch) {
    int step = epoch * stepsEach + from / recipe.batchSize();
    session.hooks().stepStarts(step, stepsEach * recipe.epochs(), program.parameters(), updater);
    images.decode(order, from, count, session.data().scale(), batch);
    recipe.augmentation().apply(batch, count, images.shape(), black, changes);
    for (int i = 0; i < count; i++) {
      labels[i] = images.labels()[order[from + i]];
    }
    session.hooks().substitute(program.parameters());
    float loss = program.forwardBackward(batch, inOrder, 0, labels, count);
    session.hooks().restore(program.parameters(), program.gradients());
    if (!Float.isFinite(loss)) {
      throw diverged(loss, epoch, from);
    }
    penalize();
    updater.step(program.parameters(), program.gradients(), rate);
    session.hooks().updated(program.parameters());
    return loss;
  }

  private ArithmeticException diverged(float loss, int epoch, int from) {
    return new ArithmeticException(
        "the loss is "
            + loss
            + " in epoch "
            + epoch
            + " at image "
            + from
            + ": "
            + greatest()
            + "; a lower learning rate usually helps");
  }

  /** The first value that is not finite, or else the greatest one, and the layer it is in. */
  private String greatest() {
    Slot place = program.parameters().slots().get(0);
    float greatest = 0;
    for (Slot slot : program.parameters().slots()) {
      for (float value : program.parameters().get(slot)) {
        if (Float.isFinite(greatest) && !(Math.abs(value) <= Math.abs(greatest))) {
          greatest = value;
          place = slot;
        }
      }
    }
    return "layer '" + place.node() + "' has a " + place.role() + " of " + greatest;
  }

  private void penalize() {
    if (recipe.penalty() instanceof Penalty.None) {
      return;
    }
    for (Slot slot : program.parameters().slots()) {
      if (slot.role() == recipe.penalty().role()) {
        recipe.penalty().addGradient(program.parameters().get(slot), program.gradients().get(slot));
      }
    }
  }

  private double penalty() {
    double sum = 0;
    for (Slot slot : program.parameters().slots()) {
      sum +=
          slot.role() == recipe.penalty().role()
              ? recipe.penalty().value(program.parameters().get(slot))
              : 0;
    }
    return sum;
  }

  private Accuracy validate() {
    session.hooks().substitute(program.parameters());
    evaluation.load(program.parameters());
    seen = WeightCount.of(program.parameters());
    session.hooks().restore(program.parameters());
    return Evaluation.of(evaluation, session.data().validation(), session.data().scale());
  }

  private void keepIfBest() {
    int last = epochs.size() - 1;
    if (recipe.keep() == Training.Keep.LAST || bestEpoch() == last) {
      kept = program.parameters().copy();
      keptEpoch = last;
      session.hooks().epochKept();
    }
  }

  /** The epoch of the best validation accuracy, of equals the first. */
  private int bestEpoch() {
    int best = 0;
    for (int i = 1; i < epochs.size(); i++) {
      best = epochs.get(i).validation().isBetterThan(epochs.get(best).validation()) ? i : best;
    }
    return best;
  }
}
