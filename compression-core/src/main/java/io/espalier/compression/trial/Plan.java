package io.espalier.compression.trial;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.model.ModelSource;
import io.espalier.kernels.net.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param prefixes the steps that trials begin with, up to each that trains; a shorter one before
 *     those that start from it
 * @param trials in the grid's order
 */
public record Plan(
    String study,
    List<String> axes,
    List<PlannedBaseline> baselines,
    List<PlannedPrefix> prefixes,
    List<PlannedTrial> trials) {
  /** Copies the lists. */
  public Plan {
    axes = List.copyOf(axes);
    baselines = List.copyOf(baselines);
    prefixes = List.copyOf(prefixes);
    trials = List.copyOf(trials);
  }

  /**
   * Plans a grid.
   *
   * @param contentDigest the digest of a data set's content; asked once a data set
   * @throws ConfigError with what is wrong with the grid
   */
  public static Plan of(Grid grid, Function<DatasetSource, String> contentDigest) {
    return new Planning(contentDigest, Optional.empty()).plan(grid);
  }

  /**
   * Plans a grid whose steps are held against the layers of their networks.
   *
   * @param layers the layers of a baseline, whose file is read and found sound if it comes from
   *     one; asked once a baseline, and only where that is so or a step looks at them
   * @throws ConfigError with what is wrong with the grid, or with a step for its network
   */
  public static Plan of(
      Grid grid,
      Function<DatasetSource, String> contentDigest,
      Function<BaselineSpec, Graph> layers) {
    return new Planning(contentDigest, Optional.of(new LayerChecks(layers))).plan(grid);
  }

  /** This plan with some of its trials and the baselines and prefixes they need. */
  public Plan only(List<PlannedTrial> chosen) {
    List<String> needed = chosen.stream().map(PlannedTrial::baselineId).distinct().toList();
    return new Plan(
        study,
        axes,
        baselines.stream().filter(baseline -> needed.contains(baseline.id())).toList(),
        prefixesOf(chosen),
        chosen);
  }

  private List<PlannedPrefix> prefixesOf(List<PlannedTrial> chosen) {
    Set<String> needed = new HashSet<>();
    chosen.forEach(trial -> needed.add(trial.startId()));
    for (int i = prefixes.size() - 1; i >= 0; i--) {
      if (needed.contains(prefixes.get(i).id())) {
        needed.add(prefixes.get(i).parentId());
      }
    }
    return prefixes.stream().filter(prefix -> needed.contains(prefix.id())).toList();
  }

  /** One planning. Mutable: remembers digests and baselines. */
  private static final class Planning {
    private final Function<DatasetSource, String> contentDigest;
    private final Map<DatasetSource, String> datasets = new HashMap<>();
    private final Map<Path, String> files = new HashMap<>();
    private final Map<ModelSource, List<Path>> models = new HashMap<>();
    private final Map<BaselineSpec, PlannedBaseline> baselines = new LinkedHashMap<>();
    private final Map<String, PlannedPrefix> prefixes = new LinkedHashMap<>();

    private final Optional<LayerChecks> checks;

    Planning(Function<DatasetSource, String> contentDigest, Optional<LayerChecks> checks) {
      this.contentDigest = contentDigest;
      this.checks = checks;
    }

    Plan plan(Grid grid) {
      List<PlannedTrial> trials = new ArrayList<>();
      grid.trials(TrialSpec.class)
          .forEach(
              trial -> {
                checks.ifPresent(check -> check.add(trial));
                trials.add(planned(trial));
              });
      checks.ifPresent(LayerChecks::finish);
      return new Plan(
          grid.study(),
          grid.axes(),
          List.copyOf(baselines.values()),
          List.copyOf(prefixes.values()),
          trials);
    }

    private PlannedTrial planned(Grid.Trial<TrialSpec> trial) {
      TrialSpec spec = trial.spec();
      PlannedBaseline baseline = baselines.computeIfAbsent(spec.baseline(), this::baseline);
      return new PlannedTrial(
          TrialId.of(identity(spec)),
          baseline.id(),
          lastPrefix(spec, baseline.id()),
          trial.text(),
          trial.point().json(),
          trial.point().label());
    }

    /** Notes every prefix of a trial; the longest, empty if no step trains. */
    private Optional<String> lastPrefix(TrialSpec spec, String baselineId) {
      String parent = baselineId;
      for (int steps = 1; steps <= spec.pipeline().size(); steps++) {
        if (spec.pipeline().get(steps - 1).epochs() > 0) {
          parent = prefix(spec.first(steps), parent);
        }
      }
      return parent.equals(baselineId) ? Optional.empty() : Optional.of(parent);
    }

    private String prefix(TrialSpec spec, String parent) {
      String id = Digests.shortHex("prefix " + identity(spec));
      prefixes.computeIfAbsent(id, key -> new PlannedPrefix(id, parent, Canonical.text(spec)));
      return id;
    }

    private String identity(TrialSpec spec) {
      TrialSpec placeless =
          new TrialSpec(
              spec.model(),
              spec.dataset().withoutPath(),
              spec.training(),
              spec.pipeline(),
              spec.seed(),
              spec.latency());
      return identity(placeless, spec.model(), spec.dataset());
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

    /** The place of a data set, which is left out, is an empty path. */
    private String digest(Path path) {
      if (path.toString().isEmpty()) {
        return "";
      }
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
