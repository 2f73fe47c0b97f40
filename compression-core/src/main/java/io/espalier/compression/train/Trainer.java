package io.espalier.compression.train;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Updater;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Trains a network from scratch on one thread; the same inputs give the same bits. */
public final class Trainer {
  private static final int EVALUATION_BATCH = 256;

  private Trainer() {}

  /**
   * What one epoch came to.
   *
   * @param epoch from 0
   * @param trainLoss mean loss over the epoch's batches as they were trained on, in nats
   * @param validation after the epoch
   * @param millis wall time of training and validation
   */
  public record Epoch(int epoch, double trainLoss, Accuracy validation, double millis) {}

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
   * @param initial where the weights start; left as it is
   * @param progress told after each epoch
   * @throws ArithmeticException if the loss is not finite, naming epoch and step
   */
  public static Trained train(
      Graph graph,
      Parameters initial,
      Training training,
      Splits splits,
      PixelScale scale,
      Consumer<Epoch> progress) {
    Run run = new Run(graph, initial, training, splits, scale);
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      progress.accept(run.epoch(epoch));
    }
    return new Trained(run.kept, run.keptEpoch, run.epochs);
  }

  /** One training in progress. Mutable. */
  private static final class Run {
    private final Training training;
    private final Splits splits;
    private final PixelScale scale;
    private final Program program;
    private final Program evaluation;
    private final Updater updater;
    private final SplittableRandom random;
    private final int[] order;
    private final int[] inOrder;
    private final float[] batch;
    private final byte[] labels;
    private final List<Epoch> epochs = new ArrayList<>();
    private Parameters kept;
    private int keptEpoch;

    Run(Graph graph, Parameters initial, Training training, Splits splits, PixelScale scale) {
      this.training = training;
      this.splits = splits;
      this.scale = scale;
      program = Program.training(graph, training.batchSize());
      program.load(initial);
      evaluation = Program.inference(graph, EVALUATION_BATCH);
      updater = new Updater(training.optimizer());
      random = new SplittableRandom(training.seed() ^ 0x5deece66dL);
      order = identity(splits.train().count());
      inOrder = identity(training.batchSize());
      batch = new float[training.batchSize() * graph.input().volume()];
      labels = new byte[training.batchSize()];
      kept = initial.copy();
    }

    private static int[] identity(int length) {
      int[] order = new int[length];
      for (int i = 0; i < length; i++) {
        order[i] = i;
      }
      return order;
    }

    Epoch epoch(int epoch) {
      long start = System.nanoTime();
      shuffle();
      double loss = steps(epoch);
      evaluation.load(program.parameters());
      Accuracy validation = Evaluation.of(evaluation, splits.validation(), scale);
      Epoch report = new Epoch(epoch, loss, validation, (System.nanoTime() - start) / 1e6);
      keepIfBetter(report);
      epochs.add(report);
      return report;
    }

    /** Fisher and Yates. */
    private void shuffle() {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
    }

    private double steps(int epoch) {
      double sum = 0;
      for (int from = 0; from < order.length; from += training.batchSize()) {
        int count = Math.min(training.batchSize(), order.length - from);
        double progress = (epoch + (double) from / order.length) / training.epochs();
        sum += step(from, count, training.schedule().factor(progress, epoch), epoch) * count;
      }
      return sum / order.length;
    }

    private float step(int from, int count, double factor, int epoch) {
      Images images = splits.train();
      images.decode(order, from, count, scale, batch);
      for (int i = 0; i < count; i++) {
        labels[i] = images.labels()[order[from + i]];
      }
      float loss = program.forwardBackward(batch, inOrder, 0, labels, count);
      if (!Float.isFinite(loss)) {
        throw new ArithmeticException(
            "the loss is "
                + loss
                + " in epoch "
                + epoch
                + " at image "
                + from
                + "; a lower learning rate usually helps");
      }
      double rate = training.optimizer().learningRate() * factor;
      updater.step(program.parameters(), program.gradients(), rate);
      return loss;
    }

    private void keepIfBetter(Epoch report) {
      if (epochs.isEmpty()
          || training.keep() == Training.Keep.LAST
          || better(report.validation())) {
        kept = program.parameters().copy();
        keptEpoch = report.epoch();
      }
    }

    private boolean better(Accuracy validation) {
      Accuracy best = epochs.get(keptEpoch).validation();
      return validation.top1() > best.top1()
          || (validation.top1() == best.top1() && validation.loss() < best.loss());
    }
  }
}
