package io.espalier.jobs.spark;

import io.espalier.compression.data.Splits;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.train.Training;
import io.espalier.compression.trial.BaselineSpec;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long a plan takes here: the network with random weights is timed on a few batches, training
 * and inference, and multiplied out. Retries, start-up and other machines are not in it.
 */
public final class Estimate {
  private static final int BATCH = 64;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final long BUDGET_NANOS = 1_500_000_000;

  private Estimate() {}

  /** The estimate in words, a line a baseline and one for all. */
  public static String of(Plan plan, int slots) {
    List<String> lines = new ArrayList<>();
    double seconds = 0;
    for (PlannedBaseline baseline : plan.baselines()) {
      List<PlannedTrial> trials =
          plan.trials().stream().filter(t -> t.baselineId().equals(baseline.id())).toList();
      Part part = part(baseline, trials, epochs(plan, trials));
      seconds += part.trainSeconds() + part.trialSeconds() / Math.min(slots, trials.size());
      lines.add(part.toString());
    }
    lines.add("about " + text(seconds) + " on " + slots + " slots of this machine");
    return String.join(System.lineSeparator(), lines);
  }

  private record Part(
      String id, double train, double infer, double trainSeconds, double trialSeconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "baseline %s: %,.0f images/s in training, %,.0f in inference; training %s, trials %s of"
              + " one slot",
          id,
          train,
          infer,
          text(trainSeconds),
          text(trialSeconds));
    }
  }

  private static Part part(PlannedBaseline baseline, List<PlannedTrial> trials, int inTrials) {
    BaselineSpec spec = Experiments.spec(baseline);
    Splits splits = Experiments.images(spec.dataset());
    Graph graph = spec.model().graph(splits.train().shape(), splits.classes());
    boolean trains = spec.training().isPresent() || inTrials > 0;
    double train = trains ? trainingRate(graph, spec, splits) : 0;
    double infer = inferenceRate(graph, spec, splits);
    double evaluated = splits.validation().count() + splits.test().count();
    double images =
        spec.training().map(Training::epochs).orElse(0) * (double) splits.train().count();
    double trainSeconds = images == 0 ? 0 : images / train;
    double trialSeconds = trials.size() * evaluated / infer;
    if (inTrials > 0) {
      trialSeconds += inTrials * (double) splits.train().count() / train;
    }
    return new Part(baseline.id(), train, infer, trainSeconds, trialSeconds);
  }

  /** The epochs of the prefixes of some trials, each prefix once. */
  private static int epochs(Plan plan, List<PlannedTrial> trials) {
    return plan.only(trials).prefixes().stream().mapToInt(Estimate::epochs).sum();
  }

  /** Every step that trains ends a prefix, and the ones before it are those of its parent. */
  private static int epochs(PlannedPrefix prefix) {
    List<CompressionStep> steps = Experiments.spec(prefix).pipeline();
    return steps.get(steps.size() - 1).epochs();
  }

  private static double inferenceRate(Graph graph, BaselineSpec spec, Splits splits) {
    Program program = Program.inference(graph, BATCH);
    program.load(spec.model().start(graph.input(), splits.classes(), 1));
    float[] images = noise(graph);
    return rate(() -> program.infer(images, 0, BATCH));
  }

  private static double trainingRate(Graph graph, BaselineSpec spec, Splits splits) {
    Program program = Program.training(graph, BATCH);
    program.load(spec.model().start(graph.input(), splits.classes(), 1));
    float[] images = noise(graph);
    int[] order = new int[BATCH];
    Arrays.setAll(order, i -> i);
    return rate(() -> program.forwardBackward(images, order, 0, new byte[BATCH], BATCH));
  }

  private static float[] noise(Graph graph) {
    float[] images = new float[BATCH * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (i * 37 % 256) / 255f;
    }
    return images;
  }

  /**
   * Images a second of this thread's processor time by the fastest batch: later ones run compiled
   * code, and other programs do not count.
   */
  private static double rate(Runnable batch) {
    long end = CLOCK.getCurrentThreadCpuTime() + BUDGET_NANOS;
    long fastest = Long.MAX_VALUE;
    do {
      long start = CLOCK.getCurrentThreadCpuTime();
      batch.run();
      fastest = Math.min(fastest, CLOCK.getCurrentThreadCpuTime() - start);
    } while (CLOCK.getCurrentThreadCpuTime() < end);
    return BATCH * 1e9 / Math.max(1, fastest);
  }

  private static String text(double seconds) {
    Duration duration = Duration.ofSeconds(Math.round(seconds));
    return duration.toMinutes() == 0
        ? duration.toSeconds() + " s"
        : duration.toHours() == 0
            ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
            : duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }
}
