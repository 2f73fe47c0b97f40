package io.espalier.jobs.spark;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Splits;
import io.espalier.compression.trial.Baseline;
import io.espalier.compression.trial.BaselineSpec;
import io.espalier.compression.trial.BaselineTraining;
import io.espalier.compression.trial.Grid;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialResult;
import io.espalier.compression.trial.TrialRunner;
import io.espalier.compression.trial.TrialSpec;
import io.espalier.compression.train.Trainer;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.util.function.Consumer;

/** Trials and baselines as texts, run where the images are cached: what a Spark task calls. */
public final class Experiments {
  private Experiments() {}

  /** Plans a grid; reads each data set once, for its digest. */
  public static Plan plan(Grid grid) {
    return Plan.of(grid, source -> ImageCache.of(source).digest());
  }

  /** The images of a source, from this process's cache. */
  public static Splits images(DatasetSource source) {
    return ImageCache.of(source);
  }

  /** The specification a baseline was planned with. */
  public static BaselineSpec spec(PlannedBaseline planned) {
    return ConfigReader.parse(planned.spec(), BaselineSpec.class);
  }

  /** The specification a trial was planned with. */
  public static TrialSpec spec(PlannedTrial planned) {
    return ConfigReader.parse(planned.spec(), TrialSpec.class);
  }

  /** Trains and measures a baseline. */
  public static Baseline train(PlannedBaseline planned, Consumer<Trainer.Epoch> progress) {
    BaselineSpec spec = spec(planned);
    Splits splits = ImageCache.of(spec.dataset());
    Shape shape = splits.train().shape();
    Graph graph = spec.model().graph(shape, splits.classes());
    long seed = spec.training().map(training -> training.seed()).orElse(0L);
    Parameters start = spec.model().start(shape, splits.classes(), seed);
    return BaselineTraining.train(planned, spec, graph, start, splits, progress);
  }

  /** Runs a trial. */
  public static TrialResult run(PlannedTrial planned, Baseline baseline)
      throws InterruptedException {
    TrialSpec spec = spec(planned);
    return TrialRunner.run(spec, baseline, ImageCache.of(spec.dataset()));
  }
}
