package io.espalier.compression.trial;

import io.espalier.compression.data.DataException;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.measure.Latency;
import io.espalier.compression.measure.NonzeroInputs;
import io.espalier.compression.measure.WeightHistogram;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.pipeline.StepContext;
import io.espalier.compression.pipeline.TrainingLog;
import io.espalier.compression.train.TrainingData;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Program;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Runs one trial on the calling thread, from a trained network to what was measured. */
public final class TrialRunner {
  private TrialRunner() {}

  /**
   * Compresses and measures. A failure of the trial itself is a result; what concerns the process
   * (out of memory, interruption) is thrown on.
   *
   * @param baseline the network to start from; left as it is
   * @throws InterruptedTrialException if the thread was interrupted between two steps or batches
   */
  public static TrialResult run(TrialSpec spec, Baseline baseline, Splits splits)
      throws InterruptedTrialException {
    return run(spec, Kept.of(baseline), splits);
  }

  /**
   * The same from a kept network, with equal bits: steps that it took are not taken again.
   *
   * @param start the network after the first steps of this trial; left as it is
   * @throws InterruptedTrialException if the thread was interrupted between two steps or batches
   */
  public static TrialResult run(TrialSpec spec, Kept start, Splits splits)
      throws InterruptedTrialException {
    return new Run(spec, start, splits).result();
  }

  /**
   * Takes every step of a pipeline, to be gone on from.
   *
   * @param id of the network that comes out
   * @param start the network after the first steps of this pipeline; left as it is
   * @throws InterruptedTrialException if the thread was interrupted between two steps or batches
   */
  public static PrefixResult keep(String id, TrialSpec spec, Kept start, Splits splits)
      throws InterruptedTrialException {
    return new Run(spec, start, splits).kept(id);
  }

  /** How the steps of a prefix ended. */
  public sealed interface PrefixResult {
    /** They were taken. */
    record Done(Kept kept) implements PrefixResult {}

    /** One of them failed, and so will every trial that begins with them, with this result. */
    record Failed(TrialResult result) implements PrefixResult {}
  }

  /** One run. Mutable: keeps the phase it is in. */
  private static final class Run {
    private final TrialSpec spec;
    private final Kept from;
    private final Splits splits;
    private final long start = System.nanoTime();
    private final TrainingLog log;
    private final PixelScale scale;
    private final CalibrationSet calibration;
    private Phase phase = Phase.LOAD;
    private long evalNanos;
    private Optional<Latency> latency = Optional.empty();

    Run(TrialSpec spec, Kept from, Splits splits) {
      this.spec = spec;
      this.from = from;
      this.splits = splits;
      this.log = log(from.history());
      this.scale = Scales.of(spec.model(), splits);
      this.calibration = new CalibrationSet(splits.train(), scale, from.calibrationImages());
    }

    private static TrainingLog log(TrialResult.History history) {
      TrialResult.Cuts cuts = history.cuts();
      return new TrainingLog(
          history.epochs(),
          history.resurrected(),
          cuts.removed(),
          cuts.spared(),
          history.histograms());
    }

    PrefixResult kept(String id) throws InterruptedTrialException {
      try {
        Network network = compress();
        return new PrefixResult.Done(
            new Kept(
                id, spec.pipeline().size(), from.origin(), network, history(), calibration.used()));
      } catch (CancellationException e) {
        throw interrupted();
      } catch (RuntimeException | AssertionError | StackOverflowError | LinkageError e) {
        return new PrefixResult.Failed(failed(e));
      }
    }

    TrialResult result() throws InterruptedTrialException {
      try {
        TrialResult.Measured measured = measured();
        return new TrialResult(
            TrialState.SUCCEEDED, Optional.empty(), Optional.of(measured), timing(), history());
      } catch (CancellationException e) {
        throw interrupted();
      } catch (RuntimeException | AssertionError | StackOverflowError | LinkageError e) {
        return failed(e);
      }
    }

    private InterruptedTrialException interrupted() {
      Thread.interrupted();
      return new InterruptedTrialException(phase);
    }

    private TrialResult failed(Throwable e) {
      return new TrialResult(
          TrialState.FAILED, Optional.of(failure(e)), Optional.empty(), timing(), history());
    }

    private TrialResult.Measured measured() throws InterruptedTrialException {
      Network network = compress();
      enter(Phase.EVAL);
      long from = System.nanoTime();
      Program program = Program.inference(network.graph(), InferenceBatch.of(network.graph()));
      network.loadInto(program);
      Accuracy validation = Evaluation.of(program, splits.validation(), scale);
      NonzeroInputs inputs = new NonzeroInputs(network.graph());
      Accuracy test = Evaluation.of(program, splits.test(), scale, inputs);
      evalNanos = System.nanoTime() - from;
      if (spec.isTimed()) {
        latency = Optional.of(latency(network));
      }
      return Measurement.of(
          network, this.from.origin(), validation, test, inputs, calibration, splits);
    }

    private Latency latency(Network network) {
      Program program = Program.inference(network.graph(), Latency.BATCH);
      network.loadInto(program);
      Graph whole = from.origin();
      Program baseline = Program.inference(whole, Latency.BATCH);
      // A kept network has lost what its baseline's weights were; a dense product does not mind.
      baseline.load(Initializer.HE.draw(whole, 0));
      float[] image = new float[whole.input().volume()];
      splits.validation().decode(0, Latency.BATCH, scale, image);
      return Latency.of(program, baseline, image);
    }

    private Network compress() throws InterruptedTrialException {
      TrainingData data = new TrainingData(splits.train(), splits.validation(), scale);
      InitialDraw initial = new InitialDraw(spec.baseline(), splits);
      Network network = from.network();
      if (!log.hasCounted(WeightHistogram.Stage.BEFORE)) {
        log.count(WeightHistogram.Stage.BEFORE, network);
      }
      for (int i = from.steps(); i < spec.pipeline().size(); i++) {
        CompressionStep step = spec.pipeline().get(i);
        enter(phase(step.phase()));
        long seed = Seeds.of(spec.seed(), i, step.phase());
        network =
            step.apply(
                network,
                new StepContext(
                    calibration, data, initial, log, seed, name -> phase = phase(name)));
        count(step, network);
      }
      return network;
    }

    private void count(CompressionStep step, Network network) {
      step.stage().ifPresent(stage -> log.count(stage, network));
    }

    private TrialResult.History history() {
      TrialResult.Cuts cuts = new TrialResult.Cuts(log.channelsRemoved(), log.channelsSpared());
      return new TrialResult.History(log.epochs(), log.resurrected(), cuts, log.histograms());
    }

    private static Phase phase(String name) {
      return Phase.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private void enter(Phase next) throws InterruptedTrialException {
      phase = next;
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted();
      }
    }

    private TrialResult.Timing timing() {
      double shared = from.trainMillis();
      double train = Math.max(0, history().trainMillis() - shared);
      double total = (System.nanoTime() - start) / 1e6;
      return new TrialResult.Timing(train, evalNanos / 1e6, total, shared, latency);
    }

    private Failure failure(Throwable e) {
      return Failure.of(kind(e), phase, e);
    }

    private static FailureKind kind(Throwable e) {
      if (e instanceof ArithmeticException) {
        return FailureKind.NON_FINITE;
      } else if (e instanceof IllegalArgumentException) {
        return FailureKind.BAD_CONFIG;
      } else if (e instanceof DataException) {
        return FailureKind.BAD_INPUT;
      }
      return FailureKind.EXCEPTION;
    }
  }
}
