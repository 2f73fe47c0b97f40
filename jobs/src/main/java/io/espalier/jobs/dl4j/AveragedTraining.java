package io.espalier.jobs.dl4j;

import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Trainee;
import io.espalier.compression.train.Shuffle;
import io.espalier.compression.train.Training;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains a network by averaging parameters (McDonald, Hall, Mann 2010, Distributed Training
 * Strategies for the Structured Perceptron): in each round every worker takes a few steps from the
 * same weights on batches of its own, and the means of their weights and momenta are the next
 * round's start. Deeplearning4j's training master does a round; which images are in it, the
 * learning rate (one a round) and which epoch is kept are decided here. Mutable: one training.
 */
public final class AveragedTraining {
  private static final int EVALUATION_BATCH = 256;

  /**
   * What one epoch came to.
   *
   * @param epoch from 0
   * @param rounds averages in it
   * @param validation after it
   * @param millis wall time of training and validation
   */
  public record Epoch(int epoch, int rounds, Accuracy validation, double millis) {}

  private final JavaSparkContext spark;
  private final Training training;
  private final TrainingImages source;
  private final Splits splits;
  private final Graph graph;
  private final Trainee trainee;
  private final Consumer<JavaRDD<DataSet>> round;
  private final SplittableRandom random;
  private final int[] order;
  private Parameters kept;
  private Epoch best;

  private AveragedTraining(
      JavaSparkContext spark,
      ModelSource model,
      Training training,
      Parameters start,
      TrainingImages source) {
    this.spark = spark;
    this.training = training;
    this.source = source;
    splits = source.splits();
    graph = model.graph(splits.train().shape(), splits.classes());
    trainee =
        Trainee.of(model, splits.train().shape(), splits.classes(), start, training.optimizer());
    round = round(spark, trainee, training);
    random = new SplittableRandom(training.seed());
    order = new int[splits.train().count()];
    Arrays.setAll(order, i -> i);
    kept = start;
  }

  /**
   * Trains.
   *
   * @param start the first weights; left as they are
   * @param source the images on the driver and on executors
   * @param progress told after each epoch
   * @return the weights of the epoch that is kept
   * @throws ArithmeticException if a weight is not finite, naming epoch and layer
   */
  public static Parameters train(
      JavaSparkContext spark,
      ModelSource model,
      Training training,
      Parameters start,
      TrainingImages source,
      Consumer<Epoch> progress) {
    AveragedTraining run = new AveragedTraining(spark, model, training, start, source);
    for (int epoch = 0; epoch < training.epochs() && !run.isStale(epoch); epoch++) {
      progress.accept(run.epoch(epoch));
    }
    return run.kept;
  }

  private static Consumer<JavaRDD<DataSet>> round(
      JavaSparkContext spark, Trainee trainee, Training training) {
    var master =
        new ParameterAveragingTrainingMaster.Builder(
                training.workers().orElseThrow(), training.batchSize())
            .batchSizePerWorker(training.batchSize())
            .averagingFrequency(training.averaging().orElse(Training.AVERAGING))
            .workerPrefetchNumBatches(0)
            .saveUpdater(true)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .storageLevel(null)
            .trainingHooks(new OneDnn())
            .build();
    if (trainee.network() instanceof ComputationGraph network) {
      SparkComputationGraph there = new SparkComputationGraph(spark, network, master);
      return there::fit;
    }
    var there = new SparkDl4jMultiLayer(spark, (MultiLayerNetwork) trainee.network(), master);
    return there::fit;
  }

  private boolean isStale(int epoch) {
    return training.patience().isPresent()
        && best != null
        && epoch - 1 - best.epoch() >= training.patience().getAsInt();
  }

  private Epoch epoch(int epoch) {
    long start = System.nanoTime();
    Shuffle.inPlace(order, random);
    List<int[]> batches = batches();
    int perRound =
        training.workers().orElseThrow() * training.averaging().orElse(Training.AVERAGING);
    int rounds = 0;
    for (int from = 0; from < batches.size(); from += perRound) {
      double progress = (epoch + (double) from / batches.size()) / training.epochs();
      trainee.rate(
          training.optimizer().learningRate() * training.schedule().factor(progress, epoch));
      round(batches.subList(from, Math.min(from + perRound, batches.size())));
      rounds++;
    }
    Parameters weights = trainee.parameters();
    check(weights, epoch);
    Epoch report = new Epoch(epoch, rounds, validation(weights), (System.nanoTime() - start) / 1e6);
    keep(weights, report);
    return report;
  }

  private void round(List<int[]> batches) {
    int workers = Math.min(training.workers().orElseThrow(), batches.size());
    round.accept(
        spark
            .parallelize(new ArrayList<>(batches), workers)
            .map(new Batches(source, graph.classes())));
  }

  private List<int[]> batches() {
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += training.batchSize()) {
      batches.add(
          Arrays.copyOfRange(order, from, Math.min(from + training.batchSize(), order.length)));
    }
    return batches;
  }

  private static void check(Parameters weights, int epoch) {
    for (Slot slot : weights.slots()) {
      for (float value : weights.get(slot)) {
        if (!Float.isFinite(value)) {
          throw new ArithmeticException(
              "after epoch "
                  + epoch
                  + " layer '"
                  + slot.node()
                  + "' has a "
                  + slot.role()
                  + " of "
                  + value
                  + "; a lower learning rate usually helps");
        }
      }
    }
  }

  private Accuracy validation(Parameters weights) {
    Program program = Program.inference(graph, EVALUATION_BATCH);
    program.load(weights);
    return Evaluation.of(program, splits.validation(), source.scale());
  }

  private void keep(Parameters weights, Epoch report) {
    boolean better = best == null || report.validation().isBetterThan(best.validation());
    best = better ? report : best;
    if (better || training.keep() == Training.Keep.LAST) {
      kept = weights;
    }
  }
}
