package io.espalier.jobs.spark;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.train.Engine;
import io.espalier.compression.train.Training;
import io.espalier.compression.trial.Baseline;
import io.espalier.compression.trial.BaselineSpec;
import io.espalier.compression.trial.BaselineTraining;
import io.espalier.compression.trial.BaselineZip;
import io.espalier.compression.trial.PlannedBaseline;
import io.espalier.compression.trial.Scales;
import io.espalier.jobs.dl4j.AveragedTraining;
import io.espalier.jobs.dl4j.TrainingImages;
import io.espalier.jobs.result.BaselineFacts;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains real baselines, in one task or over the executors, as each one's specification says. */
record Baselines(Shipment shipment) implements BaselineFunction {
  private static final Logger LOG = LoggerFactory.getLogger(Baselines.class);

  /** The images of a specification, wherever it arrives. */
  private record SpecImages(String spec, Shipment shipment) implements TrainingImages {
    private BaselineSpec parsed() {
      return Held.once("specification " + spec, () -> ConfigReader.parse(spec, BaselineSpec.class));
    }

    @Override
    public Splits splits() {
      return Experiments.images(parsed().dataset(), shipment);
    }

    @Override
    public PixelScale scale() {
      return Scales.of(parsed().model(), splits());
    }
  }

  @Override
  public TrainedBaseline train(PlannedBaseline planned) {
    BaselineSpec spec = Experiments.spec(planned);
    Splits splits = Experiments.images(spec.dataset(), shipment);
    Parameters start = start(spec, splits);
    sayStart(planned);
    return trained(
        spec,
        splits,
        BaselineTraining.train(
            planned,
            spec,
            graph(spec, splits),
            start,
            splits,
            epoch -> LOG.info("{}: {}", planned.id(), epoch)));
  }

  @Override
  public Optional<TrainedBaseline> spread(PlannedBaseline planned, JavaSparkContext spark) {
    BaselineSpec spec = Experiments.spec(planned);
    if (spec.training().map(Training::engine).orElse(Engine.OWN) == Engine.OWN) {
      return Optional.empty();
    }
    TrainingImages images = new SpecImages(planned.spec(), shipment);
    Splits splits = images.splits();
    Parameters start = start(spec, splits);
    sayStart(planned);
    Function<Training, Parameters> trainer =
        training ->
            AveragedTraining.train(
                spark,
                spec.model(),
                training,
                start,
                images,
                epoch -> LOG.info("{}: {}", planned.id(), epoch));
    return Optional.of(
        trained(
            spec,
            splits,
            BaselineTraining.train(planned, spec, graph(spec, splits), splits, trainer, start)));
  }

  private static void sayStart(PlannedBaseline planned) {
    LOG.info(
        "{}: first batch {} ms after the start of this process",
        planned.id(),
        ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private static Graph graph(BaselineSpec spec, Splits splits) {
    return spec.model().graph(splits.train().shape(), splits.classes());
  }

  private static long seed(BaselineSpec spec) {
    return spec.training().map(Training::seed).orElse(0L);
  }

  private static Parameters start(BaselineSpec spec, Splits splits) {
    return BaselineTraining.initial(spec, splits);
  }

  private static TrainedBaseline trained(BaselineSpec spec, Splits splits, Baseline baseline) {
    byte[] network = BaselineZip.write(baseline, spec.model(), splits);
    return new TrainedBaseline(network, facts(spec, splits, baseline));
  }

  private static BaselineFacts facts(BaselineSpec spec, Splits splits, Baseline baseline) {
    Graph graph = baseline.graph();
    Shape input = graph.input();
    return new BaselineFacts(
        spec.model().getClass().getAnnotation(Named.class).value(),
        Canonical.text(spec.model()),
        spec.dataset().getClass().getAnnotation(Named.class).value(),
        splits.digest(),
        splits.digest(),
        splits.train().count(),
        splits.validation().count(),
        splits.test().count(),
        splits.classes(),
        input.height() + "x" + input.width() + "x" + input.channels(),
        seed(spec),
        baseline.epochs(),
        baseline.trainMillis(),
        baseline.validation(),
        baseline.test(),
        values(graph, slot -> slot.role().isTrained() ? slot.size() : 0),
        graph.macs(),
        Float.SIZE * values(graph, slot -> slot.role().isCounted() ? slot.size() : 0));
  }

  private static long values(Graph graph, ToIntFunction<Slot> count) {
    return graph.slots().stream().mapToLong(count::applyAsInt).sum();
  }
}
