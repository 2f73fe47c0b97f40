package io.espalier.compression.pipeline;

import io.espalier.compression.measure.WeightHistogram;
import io.espalier.compression.prune.Scope;
import io.espalier.compression.structure.ActivationStatistics;
import io.espalier.compression.structure.ChannelCriterion;
import io.espalier.compression.structure.ChannelGroups;
import io.espalier.compression.structure.ChannelGroups.Group;
import io.espalier.compression.structure.ChannelSelection;
import io.espalier.compression.structure.Cut;
import io.espalier.compression.structure.Probes;
import io.espalier.compression.structure.ScoredLayer;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts the output channels that matter least out of convolutions and dense layers: the network is
 * smaller after it. Layers whose outputs are added, or otherwise cannot lose a channel alone, lose
 * it together; the score of what goes together is the mean of its channels' scores.
 */
@Named("prune-channels")
@Meaning("cuts the output channels that matter least out of layers: the network gets smaller")
public record PruneChannels(
    @Meaning("which channels matter least") @Default("{ type = weight-norm }")
        ChannelCriterion criterion,
    @Meaning("whether each layer loses the fraction or the network as a whole") @Default("layer")
        Scope scope,
    @Meaning("the fraction of the channels that goes, in [0, 1)") double rate,
    @Meaning("a fraction of its own for layers by name or glob; scope = layer only") @Default("{}")
        Map<String, Double> layers,
    @Meaning("layers to leave whole: names, globs, first, last") @Default("[]") List<String> except,
    @Meaning("channels that stay in every layer, whatever the fraction") @Default("1") int minimum,
    @Meaning("training images over which activations are looked at") @Default("512")
        int calibrationImages)
    implements CompressionStep {
  /** Checks the fractions and counts. */
  public PruneChannels {
    layers = Map.copyOf(layers);
    except = List.copyOf(except);
    LayerRates.check("rate", rate, layers);
    if (scope == Scope.GLOBAL && !layers.isEmpty()) {
      throw new IllegalArgumentException(
          "scope = global ranks all channels together; rates by layer need scope = layer, got "
              + layers);
    }
    checkCount("minimum", minimum);
    checkCount("calibration-images", calibrationImages);
  }

  private static void checkCount(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }

  @Override
  public Optional<WeightHistogram.Stage> stage() {
    return Optional.of(WeightHistogram.Stage.PRUNED);
  }

  @Override
  public boolean cutsStructure() {
    return true;
  }

  @Override
  public String phase() {
    return "prune";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    if (!network.rounded().isEmpty()) {
      throw new IllegalArgumentException(
          "cannot cut channels out of a network that is quantized already");
    }
    ChannelGroups groups = ChannelGroups.of(network.graph());
    List<ChannelSelection.Candidates> candidates = candidates(groups, network, context);
    context.phase().accept("prune");
    ChannelSelection.Selected selected = ChannelSelection.of(candidates, scope, minimum);
    context.log().addCut(selected.removed().cardinality(), selected.spared());
    return Cutting.cut(network, Cut.of(groups, selected.removed()));
  }

  @Override
  public boolean looksAtLayers() {
    return true;
  }

  /** With equal scores the first channels go. */
  @Override
  public Optional<Graph> after(Graph graph) {
    ChannelGroups groups = ChannelGroups.of(graph);
    Map<String, Double> rates = rates(groups);
    List<ChannelSelection.Candidates> candidates = new ArrayList<>();
    for (Group group : chosen(groups, rates)) {
      group.layers().forEach(layer -> criterion.check(graph, layer));
      double[] scores = new double[group.units().size()];
      candidates.add(
          new ChannelSelection.Candidates(group, scores, rates.get(group.layers().get(0))));
    }
    return scope == Scope.GLOBAL
        ? Optional.empty()
        : Optional.of(
            Cut.of(groups, ChannelSelection.of(candidates, scope, minimum).removed()).graph());
  }

  private static List<Group> chosen(ChannelGroups groups, Map<String, Double> rates) {
    return groups.groups().stream()
        .filter(group -> rates.containsKey(group.layers().get(0)))
        .toList();
  }

  private List<ChannelSelection.Candidates> candidates(
      ChannelGroups groups, Network network, StepContext context) {
    Map<String, Double> rates = rates(groups);
    List<Group> chosen = chosen(groups, rates);
    List<String> names = chosen.stream().flatMap(group -> group.layers().stream()).toList();
    Map<String, double[]> scores = scores(names, network, context);
    List<ChannelSelection.Candidates> candidates = new ArrayList<>();
    for (Group group : chosen) {
      double[] means = group.units().stream().mapToDouble(unit -> mean(unit, scores)).toArray();
      candidates.add(
          new ChannelSelection.Candidates(group, means, rates.get(group.layers().get(0))));
    }
    return candidates;
  }

  private static double mean(ChannelGroups.Unit unit, Map<String, double[]> scores) {
    return unit.members().stream()
        .mapToDouble(member -> scores.get(member.layer())[member.channel()])
        .average()
        .orElseThrow();
  }

  /** The rate of each layer of each group that takes part; layers of a group have the same. */
  private Map<String, Double> rates(ChannelGroups groups) {
    List<String> all = groups.graph().weighted();
    List<String> left = LayerNames.without(all, except);
    Map<String, Double> named = LayerRates.own(layers, all);
    named.forEach((name, value) -> check(name, value, groups));
    Map<String, Double> rates = new HashMap<>();
    for (Group group : groups.groups()) {
      if (left.containsAll(group.layers())) {
        double own = rate(group, named);
        group.layers().forEach(name -> rates.put(name, own));
      }
    }
    return rates;
  }

  private static void check(String name, double value, ChannelGroups groups) {
    if (value > 0 && groups.groups().stream().noneMatch(group -> group.layers().contains(name))) {
      throw new IllegalArgumentException(
          "layer '" + name + "' cannot lose channels: it " + groups.whole().get(name));
    }
  }

  private double rate(Group group, Map<String, Double> named) {
    List<Double> own =
        group.layers().stream().filter(named::containsKey).map(named::get).distinct().toList();
    if (own.size() > 1) {
      throw new IllegalArgumentException(
          "layers " + group.layers() + " lose channels together, got the rates " + own);
    }
    return own.isEmpty() ? rate : own.get(0);
  }

  private Map<String, double[]> scores(List<String> names, Network network, StepContext context) {
    Map<String, ActivationStatistics> observed = observed(names, network, context);
    context.phase().accept("score");
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (String name : names) {
      ScoredLayer layer =
          new ScoredLayer(
              network.graph(),
              network.parameters(),
              name,
              Masking.slot(network, name).extents().get(0),
              Optional.ofNullable(observed.get(name)),
              context.seed() ^ name.hashCode());
      scores.put(name, checkFinite(name, criterion.score(layer)));
    }
    return scores;
  }

  private Map<String, ActivationStatistics> observed(
      List<String> names, Network network, StepContext context) {
    if (names.isEmpty() || !criterion.looksAtActivations()) {
      return Map.of();
    }
    context.phase().accept("calibrate");
    float[] images = context.calibration().first(calibrationImages);
    return Probes.observe(network.graph(), network.parameters(), names, images);
  }

  private static double[] checkFinite(String name, double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        throw new ArithmeticException(
            "layer '" + name + "': channel " + i + " has the score " + scores[i]);
      }
    }
    return scores;
  }
}
