package io.espalier.compression.trial;

import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.train.Training;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import java.util.List;
import java.util.Optional;

/** One trial: a network, the images it is measured on, and what is done to it. */
@Meaning("a network, the images it is measured on, and what is done to it")
public record TrialSpec(
    @Meaning("where the network comes from") ModelSource model,
    @Meaning("where the images come from") DatasetSource dataset,
    @Meaning("how the network is trained first; leave out for one that is trained already")
        @Default("auto")
        Optional<Training> training,
    @Meaning("what is done to the network, in order") @Default("[]") List<CompressionStep> pipeline,
    @Meaning("what every random choice of the trial is drawn from") @Default("1") long seed,
    @Meaning("which trials have the time of one image measured, beside the whole network's")
        @Default("structured")
        TimedTrials latency) {
  /** Checks that there is training exactly where the network needs it. */
  public TrialSpec {
    pipeline = List.copyOf(pipeline);
    BaselineSpec.check(model, training);
  }

  /** A trial that is timed if it cuts structure out. */
  public TrialSpec(
      ModelSource model,
      DatasetSource dataset,
      Optional<Training> training,
      List<CompressionStep> pipeline,
      long seed) {
    this(model, dataset, training, pipeline, seed, TimedTrials.STRUCTURED);
  }

  /** The same with the first so many steps only, which is never timed. */
  public TrialSpec first(int steps) {
    return new TrialSpec(model, dataset, training, pipeline.subList(0, steps), seed);
  }

  /** Whether the time of one image is measured. */
  boolean isTimed() {
    return latency == TimedTrials.ALL
        || (latency == TimedTrials.STRUCTURED
            && pipeline.stream().anyMatch(CompressionStep::cutsStructure));
  }

  /** The network this trial starts from. */
  public BaselineSpec baseline() {
    return new BaselineSpec(model, dataset, training);
  }
}
