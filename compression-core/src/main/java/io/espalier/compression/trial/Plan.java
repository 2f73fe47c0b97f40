package io.espalier.compression.trial;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.model.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a grid will run: its trials in order, and the networks they start from, each once.
 *
 * <p>An identity is the hash of a specification's canonical text with the content's digest in the
 * place of each path and of the data set: where files lie, and on which machine, is no part of it.
 *
 * @param study the grid's name
 * @param axes the names of its axes, in order
 * @param baselines in the order of the first trial that needs each
 * @param trials in the grid's order
 */
public record Plan(
    String study, List<String> axes, List<PlannedBaseline> baselines, List<PlannedTrial> trials) {
  /** Copies the lists. */
  public Plan {
    axes = List.copyOf(axes);
    baselines = List.copyOf(baselines);
    trials = List.copyOf(trials);
  }

  /**
   * Plans a grid.
   *
   * @param contentDigest the digest of a data set's content; asked once a data set
   * @throws io.espalier.compression.config.ConfigError with what is wrong with the grid
   */
  public static Plan of(Grid grid, Function<DatasetSource, String> contentDigest) {
    return new Planning(contentDigest).plan(grid);
  }

  /** This plan with some of its trials and the baselines they need. */
  public Plan only(List<PlannedTrial> chosen) {
    List<String> needed = chosen.stream().map(PlannedTrial::baselineId).distinct().toList();
    return new Plan(
        study,
        axes,
        baselines.stream().filter(baseline -> needed.contains(baseline.id())).toList(),
        chosen);
  }

  /** One planning. Mutable: remembers digests and baselines. */
  private static final class Planning {
    private final Function<DatasetSource, String> contentDigest;
    private final Map<DatasetSource, String> datasets = new HashMap<>();
    private final Map<Path, String> files = new HashMap<>();
    private final Map<ModelSource, List<Path>> models = new HashMap<>();
    private final Map<BaselineSpec, PlannedBaseline> baselines = new LinkedHashMap<>();

    Planning(Function<DatasetSource, String> contentDigest) {
      this.contentDigest = contentDigest;
    }

    Plan plan(Grid grid) {
      List<PlannedTrial> trials = new ArrayList<>();
      grid.trials(TrialSpec.class).forEach(trial -> trials.add(planned(trial)));
      return new Plan(grid.study(), grid.axes(), new ArrayList<>(baselines.values()), trials);
    }

    private PlannedTrial planned(Grid.Trial<TrialSpec> trial) {
      TrialSpec spec = trial.spec();
      PlannedBaseline baseline = baselines.computeIfAbsent(spec.baseline(), this::baseline);
      TrialSpec placeless =
          new TrialSpec(
              spec.model(),
              spec.dataset().withoutPath(),
              spec.training(),
              spec.pipeline(),
              spec.seed());
      TrialId id = TrialId.of(identity(placeless, spec.model(), spec.dataset()));
      return new PlannedTrial(
          id, baseline.id(), trial.text(), trial.point().json(), trial.point().label());
    }

    private PlannedBaseline baseline(BaselineSpec spec) {
      BaselineSpec placeless =
          new BaselineSpec(spec.model(), spec.dataset().withoutPath(), spec.training());
      String id = Digests.shortHex("baseline " + identity(placeless, spec.model(), spec.dataset()));
      return new PlannedBaseline(id, Canonical.text(spec));
    }

    private String identity(Object placeless, ModelSource model, DatasetSource dataset) {
      String data = datasets.computeIfAbsent(dataset, contentDigest);
      return Canonical.text(placeless, this::digest) + "\n" + data + filesBeside(model);
    }

    /** Weights kept outside the file that the configuration names. */
    private String filesBeside(ModelSource model) {
      return models.computeIfAbsent(model, ModelSource::files).stream()
          .skip(1)
          .map(file -> "\n" + digest(file))
          .collect(Collectors.joining());
    }

    private String digest(Path path) {
      return files.computeIfAbsent(path, Planning::read);
    }

    private static String read(Path path) {
      try {
        return "sha256:" + Digests.hex(Files.readAllBytes(path));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
      }
    }
  }
}
