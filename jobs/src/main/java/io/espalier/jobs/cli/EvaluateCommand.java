package io.espalier.jobs.cli;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.model.SavedNetwork;
import io.espalier.compression.trial.Appraisal;
import io.espalier.jobs.report.OutputFormat;
import io.espalier.jobs.spark.Experiments;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a trained network over images and prints what it is worth. */
@Command(
    name = "evaluate",
    description = "Prints accuracy, loss, size and speed of a trained network on one thread.")
final class EvaluateCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("split", "images", "top1", "top5", "loss", "params", "macs", "images_per_s");

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      converter = PathOrUrl.class,
      description = "the network: ONNX, Keras .h5, or a zip that Deeplearning4j or Espalier saved")
  private Path model;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "SOURCE",
      description = "the images, such as '{ type = cifar10 }'; 'list datasets' has all")
  private String dataset;

  @Option(
      names = "--normalize-mean",
      paramLabel = "MEAN",
      split = ",",
      description = "what is taken off pixels in [0, 1]: one value, or one a channel: 0.5,0.5,0.5")
  private List<Double> mean = List.of(0.0);

  @Option(
      names = "--normalize-std",
      paramLabel = "STD",
      split = ",",
      description = "what they are then divided by: one value, or one a channel")
  private List<Double> std = List.of(1.0);

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description = "train, validation or test (default: ${DEFAULT-VALUE})",
      defaultValue = "test")
  private Split split;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json (default: ${DEFAULT-VALUE})",
      defaultValue = "table")
  private String format;

  @Mixin private Offline offline;

  /** Which images of a data set. */
  private enum Split {
    TRAIN(Splits::train),
    VALIDATION(Splits::validation),
    TEST(Splits::test);

    private final Function<Splits, Images> images;

    Split(Function<Splits, Images> images) {
      this.images = images;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    OutputFormat output = OutputFormat.parse(format);
    DatasetSource source = ConfigReader.parse(dataset, DatasetSource.class);
    Normalization normalize = normalization();
    Splits splits =
        offline.reading(
            spec.commandLine().getErr(), downloads -> Experiments.images(source, downloads));
    Appraisal found = appraise(normalize, splits);
    spec.commandLine().getOut().print(output.render(COLUMNS, List.of(row(found))));
    spec.commandLine().getOut().flush();
    return Espalier.ALL_WELL;
  }

  /** One value, as a mean of 0 is, counts for every channel. */
  private Normalization normalization() {
    int channels = Math.max(mean.size(), std.size());
    return new Normalization(spread(mean, channels), spread(std, channels));
  }

  private static List<Double> spread(List<Double> values, int channels) {
    return values.size() == 1 ? Collections.nCopies(channels, values.get(0)) : values;
  }

  private Appraisal appraise(Normalization normalize, Splits splits) {
    try {
      return Appraisal.of(SavedNetwork.source(model, normalize), splits, split.images);
    } catch (ArithmeticException e) {
      throw new UserError(model + ": " + e.getMessage());
    }
  }

  private List<Optional<Object>> row(Appraisal found) {
    return List.<Object>of(
            split,
            found.accuracy().images(),
            found.accuracy().top1(),
            found.accuracy().top5(),
            found.accuracy().loss(),
            found.parameters(),
            found.macs(),
            (double) Math.round(found.imagesPerSecond()))
        .stream()
        .map(Optional::of)
        .toList();
  }
}
