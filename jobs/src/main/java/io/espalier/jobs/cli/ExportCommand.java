package io.espalier.jobs.cli;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.Dl4jExport;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.trial.TrialSpec;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.jobs.spark.Experiments;
import io.espalier.jobs.spark.SparkSessions;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the network of a trial, or the one it started from, for Deeplearning4j. */
@Command(
    name = "export",
    description = {
      "Writes the network of a trial as a zip that Deeplearning4j loads: what was cut out is not in",
      "it, and each group of a convolution picks its inputs with a frozen 1x1 convolution."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @picocli.CommandLine.Parameters(
      paramLabel = "ID",
      description = "a trial's id or a baseline's, or how it begins")
  private String id;

  @Option(
      names = "--results",
      required = true,
      paramLabel = "DIR",
      description = "folder or URL of the results")
  private String folder;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "the zip to write; one that is there is not written over")
  private Path file;

  @Option(
      names = "--again",
      description = "take the steps of the trial again, trainings too, if no network was kept")
  private boolean again;

  @Mixin private Offline offline;

  @Override
  public Integer call() throws InterruptedException {
    if (Files.exists(file)) {
      throw new UserError(file + " is there already: remove it, or name another with --out");
    }
    ResultStore store = ResultStore.open(folder, SparkSessions.hadoop());
    Exportable found = Exportable.find(store, id);
    Normalization normalize =
        found
            .trial()
            .map(trial -> Experiments.spec(trial).model())
            .orElseGet(
                () -> ConfigReader.parse(found.baseline().facts().modelSpec(), ModelSource.class))
            .normalize();
    Network network = found.trial().isPresent() ? ofTrial(store, found) : ofBaseline(found);
    Dl4jExport.write(network.graph(), network.parameters(), file);
    report(network, normalize);
    return Espalier.ALL_WELL;
  }

  private static Network ofBaseline(Exportable found) {
    StoredBaseline baseline = found.baseline();
    return Experiments.network(baseline.id(), baseline.network());
  }

  private Network ofTrial(ResultStore store, Exportable found) throws InterruptedException {
    var trial = found.trial().orElseThrow();
    Optional<Exportable.Start> kept = found.kept(store);
    if (kept.isEmpty() && !again) {
      throw found.notKept(store);
    }
    Exportable.Start start = kept.orElseGet(found::fromBaseline);
    TrialSpec steps = Experiments.spec(trial);
    Splits splits = images(steps.dataset(), found);
    return found.checked(Experiments.network(trial, start.id(), start.network(), splits));
  }

  /** Steps behind the kept network may look at images: they must be those of the trial. */
  private Splits images(DatasetSource dataset, Exportable found) {
    Splits splits =
        offline.reading(
            spec.commandLine().getErr(), downloads -> Experiments.images(dataset, downloads));
    String before = found.baseline().facts().datasetDigest();
    if (!splits.digest().equals(before)) {
      throw new UserError(
          "the images of the data set have changed since the trial ran: their digest was "
              + before
              + ", now it is "
              + splits.digest());
    }
    return splits;
  }

  private void report(Network network, Normalization normalize) {
    PrintWriter out = spec.commandLine().getOut();
    Parameters parameters = network.parameters();
    Shape input = network.graph().input();
    out.printf(
        "%s: %,d parameters, %,d multiply-accumulates an image%n",
        file, parameters.trainedCount(), network.graph().macs());
    out.printf(
        "takes images as [n, %d, %d, %d] (channels, height, width), pixels in [0, 1]%s%n",
        input.channels(), input.height(), input.width(), scaling(normalize));
    if (!network.rounded().isEmpty()) {
      out.println(
          "weights are rounded as in the trial; Deeplearning4j does not round activations, so it"
              + " does not give the trial's outputs");
    }
    if (!network.inputThresholds().isEmpty()) {
      out.println(
          "small activations were set to zero in the trial; Deeplearning4j keeps them, so it does"
              + " not give the trial's outputs");
    }
    if (parameters.slots().stream().anyMatch(slot -> slot.role() == Role.CONSTANT_WEIGHT)) {
      out.println("frozen 1x1 convolutions only pick channels and count as no work");
    }
    out.flush();
  }

  private static String scaling(Normalization normalize) {
    return normalize.equals(Normalization.NONE)
        ? ""
        : " less " + normalize.mean() + ", divided by " + normalize.std();
  }
}
