package io.espalier.jobs.spark;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Downloads;
import io.espalier.compression.data.Splits;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.trial.Baseline;
import io.espalier.compression.trial.BaselineSpec;
import io.espalier.compression.trial.BaselineZip;
import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Kept;
import io.espalier.compression.trial.KeptCodec;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialRunner;
import io.espalier.compression.trial.TrialSpec;
import io.espalier.kernels.net.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Trials and baselines from texts, on the images that the process holds: what a task calls. */
public final class Experiments {
  private Experiments() {}

  /** What a grid's tasks do, on images of their own or shipped ones. */
  public static GridWork work(Shipment shipment) {
    return new GridWork(
        new Baselines(shipment),
        (prefix, network) -> keep(prefix, network, shipment),
        (trial, network) -> run(trial, network, shipment),
        trial -> Facts.of(spec(trial)));
  }

  /** Plans a grid; reads each data set once, for its digest, and downloads what is not here. */
  public static Plan plan(Grid grid) {
    return plan(grid, Downloads.ALLOWED);
  }

  /**
   * Plans a grid; {@code downloads} says whether a data set that is not here may be fetched.
   *
   * @throws IllegalArgumentException with the name of a network's file that cannot be used
   */
  public static Plan plan(Grid grid, Downloads downloads) {
    return Plan.of(
        grid,
        source -> images(source, downloads).digest(),
        baseline -> checkedLayers(baseline, downloads));
  }

  /** Weights are read as well where they come from a file: one that is NaN is told of here. */
  private static Graph checkedLayers(BaselineSpec baseline, Downloads downloads) {
    if (baseline.model().isTrained()) {
      Splits splits = images(baseline.dataset(), downloads);
      baseline.model().start(splits.train().shape(), splits.classes(), 0);
    }
    return layers(baseline, downloads);
  }

  /** The layers of a baseline for the images it is measured on. */
  public static Graph layers(BaselineSpec baseline, Downloads downloads) {
    Splits splits = images(baseline.dataset(), downloads);
    return baseline.model().graph(splits.train().shape(), splits.classes());
  }

  /** The images of a source, read once a process. */
  public static Splits images(DatasetSource source, Downloads downloads) {
    return Held.once("images " + Canonical.text(source), () -> source.load(downloads));
  }

  /** The images of a source, read once a process. */
  public static Splits images(DatasetSource source) {
    return images(source, Shipment.NONE);
  }

  static Splits images(DatasetSource source, Shipment shipment) {
    return Held.once("images " + Canonical.text(source), () -> shipment.images(source));
  }

  /** The specification a baseline was planned with. */
  public static BaselineSpec spec(PlannedBaseline planned) {
    return ConfigReader.parse(planned.spec(), BaselineSpec.class);
  }

  /** The specification a trial was planned with. */
  public static TrialSpec spec(PlannedTrial planned) {
    return ConfigReader.parse(planned.spec(), TrialSpec.class);
  }

  /** The specification a prefix was planned with. */
  public static TrialSpec spec(PlannedPrefix planned) {
    return ConfigReader.parse(planned.spec(), TrialSpec.class);
  }

  private static TrialResult run(PlannedTrial planned, byte[] network, Shipment shipment)
      throws InterruptedException {
    TrialSpec spec = spec(planned);
    Kept start = start(planned.startId(), network);
    return TrialRunner.run(spec, start, images(spec.dataset(), shipment));
  }

  /**
   * The network of a trial, made again from a kept one: steps that it took are not taken again.
   *
   * @param startId the identity of {@code from}: a prefix, or the baseline
   * @param from the bytes of the network to start from
   * @throws IllegalStateException if a step fails that once succeeded
   */
  public static Network network(PlannedTrial planned, String startId, byte[] from, Splits splits)
      throws InterruptedException {
    TrialSpec spec = spec(planned);
    TrialRunner.PrefixResult result =
        TrialRunner.keep(planned.id().value(), spec, start(startId, from), splits);
    if (result instanceof TrialRunner.PrefixResult.Done done) {
      return done.kept().network();
    }
    Failure failure = ((TrialRunner.PrefixResult.Failed) result).result().failure().orElseThrow();
    throw new IllegalStateException(failure.phase() + ": " + failure.message());
  }

  /** The network of a trained baseline. */
  public static Network network(String baselineId, byte[] stored) {
    return start(baselineId, stored).network();
  }

  private static PrefixOutcome keep(PlannedPrefix planned, byte[] from, Shipment shipment)
      throws InterruptedException {
    TrialSpec spec = spec(planned);
    TrialRunner.PrefixResult result =
        TrialRunner.keep(
            planned.id(), spec, start(planned.parentId(), from), images(spec.dataset(), shipment));
    return result instanceof TrialRunner.PrefixResult.Done done
        ? new PrefixOutcome.Done(KeptCodec.write(done.kept()))
        : new PrefixOutcome.Failed(((TrialRunner.PrefixResult.Failed) result).result());
  }

  /** Baselines are held for all trials; there may be too many prefixes for that. */
  private static Kept start(String id, byte[] network) {
    return BaselineZip.isZip(network)
        ? Kept.of(Held.once("baseline " + id, () -> decode(network)))
        : decode(id, network);
  }

  private static Kept decode(String id, byte[] network) {
    try {
      return KeptCodec.read(id, network);
    } catch (IOException e) {
      throw new UncheckedIOException("the kept network of " + id + " cannot be read", e);
    }
  }

  private static Baseline decode(byte[] network) {
    try {
      return BaselineZip.read(network);
    } catch (IOException e) {
      throw new UncheckedIOException("the baseline's network cannot be read", e);
    }
  }
}
