package io.espalier.jobs.spark;

import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.train.Training;
import io.espalier.compression.trial.BaselineSpec;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a plan takes here: each network with random weights is timed on batches, training and
 * inference, until it gets no faster, and multiplied out. Retries, start-up and other machines are
 * not in it. Mutable: networks that were timed are not timed again.
 */
public final class Estimate {
  private static final int BATCH = 64;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
  private static final long WINDOW_NANOS = 1_000_000_000;
  private static final int LEAST_WINDOWS = 2;
  private static final int MOST_WINDOWS = 12;
  private static final double FASTER = 0.95;
  private static final long COMPILING_MILLIS = 100;

  /** A network and the images it is for, whatever its seed, and whether it is trained. */
  private record Timed(ModelSource model, DatasetSource images, boolean trains) {}

  /** Images a second. */
  private record Rates(double train, double infer) {}

  private final Map<Timed, Rates> rates = new HashMap<>();

  private Estimate() {}

  /** The estimate in words, a line a baseline and one for all, whose baselines share the slots. */
  public static String of(Plan plan, int slots) {
    return new Estimate().lines(plan, slots);
  }

  private String lines(Plan plan, int slots) {
    List<String> lines = new ArrayList<>();
    double all = 0;
    double longest = 0;
    for (PlannedBaseline baseline : plan.baselines()) {
      List<PlannedTrial> trials =
          plan.trials().stream().filter(t -> t.baselineId().equals(baseline.id())).toList();
      Part part = part(baseline, trials, epochs(plan, trials));
      all += part.trainSeconds() + part.trialSeconds();
      longest = Math.max(longest, part.seconds(Math.min(slots, trials.size())));
      lines.add(part.toString());
    }
    lines.add(
        "about "
            + text(Math.max(all / slots, longest))
            + " on "
            + slots
            + " slots of this machine");
    return String.join(System.lineSeparator(), lines);
  }

  private record Part(
      String id, double train, double infer, double trainSeconds, double trialSeconds) {
    /** On so many slots: trials start when their baseline is there. */
    double seconds(int slots) {
      return trainSeconds + trialSeconds / slots;
    }

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

  private Part part(PlannedBaseline baseline, List<PlannedTrial> trials, int inTrials) {
    BaselineSpec spec = Experiments.spec(baseline);
    Splits splits = Experiments.images(spec.dataset());
    boolean trains = spec.training().isPresent() || inTrials > 0;
    Rates timed =
        rates.computeIfAbsent(
            new Timed(spec.model(), spec.dataset(), trains),
            network -> rates(spec, splits, trains));
    double train = timed.train();
    double infer = timed.infer();
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

  private static Rates rates(BaselineSpec spec, Splits splits, boolean trains) {
    Graph graph = spec.model().graph(splits.train().shape(), splits.classes());
    double train = trains ? trainingRate(graph, spec, splits) : 0;
    return new Rates(train, inferenceRate(graph, spec, splits));
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
   * code, and other programs do not count. Large kernels take seconds to compile, so that it goes
   * on while anything was compiled or batches became faster.
   */
  private static double rate(Runnable batch) {
    long fastest = Long.MAX_VALUE;
    for (int window = 0; window < MOST_WINDOWS; window++) {
      long compiled = COMPILER.getTotalCompilationTime();
      long now = fastest(batch);
      boolean settled =
          now > FASTER * fastest
              && COMPILER.getTotalCompilationTime() - compiled < COMPILING_MILLIS;
      fastest = Math.min(fastest, now);
      if (settled && window + 1 >= LEAST_WINDOWS) {
        break;
      }
    }
    return BATCH * 1e9 / Math.max(1, fastest);
  }

  /** Nanoseconds of the fastest batch of a window. */
  private static long fastest(Runnable batch) {
    long end = CLOCK.getCurrentThreadCpuTime() + WINDOW_NANOS;
    long fastest = Long.MAX_VALUE;
    do {
      long start = CLOCK.getCurrentThreadCpuTime();
      batch.run();
      fastest = Math.min(fastest, CLOCK.getCurrentThreadCpuTime() - start);
    } while (CLOCK.getCurrentThreadCpuTime() < end);
    return fastest;
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
