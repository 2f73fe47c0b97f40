package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Criterion;
import io.espalier.compression.prune.Mask;
import io.espalier.compression.prune.Scope;
import io.espalier.compression.prune.Selection;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets the weights that matter least to zero, once; biases and batch norms stay.
 *
 * <p>Weights that an earlier step pruned stay pruned and count towards the sparsity.
 */
@Named("prune")
@Meaning("sets the weights that matter least to zero")
public record Prune(
    @Meaning("which weights matter least") @Default("{ type = magnitude }") Criterion criterion,
    @Meaning("whether each layer loses the fraction or the network as a whole") @Default("layer")
        Scope scope,
    @Meaning("the fraction of the weights that end as zeros, in [0, 1)") double sparsity,
    @Meaning("a fraction of its own for layers by name or glob; scope = layer only") @Default("{}")
        Map<String, Double> layers,
    @Meaning("layers to leave whole: names, globs, first, last") @Default("[]") List<String> except)
    implements CompressionStep {
  /** Checks the fractions. */
  public Prune {
    layers = Map.copyOf(layers);
    except = List.copyOf(except);
    checkSparsity("sparsity", sparsity);
    layers.forEach((name, fraction) -> checkSparsity("layers." + name, fraction));
    if (scope == Scope.GLOBAL && !layers.isEmpty()) {
      throw new IllegalArgumentException(
          "scope = global prunes the network as a whole; rates by layer need scope = layer, got "
              + layers);
    }
  }

  private static void checkSparsity(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  @Override
  public String phase() {
    return "prune";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    context.phase().accept("score");
    List<String> names = LayerNames.without(network.graph().weighted(), except);
    List<float[]> scores = new ArrayList<>();
    for (String name : names) {
      scores.add(scores(network, name, context.seed()));
    }
    context.phase().accept("prune");
    return masked(network, names, select(names, scores));
  }

  /** Scores with what is already pruned at the bottom: kept weights are lifted above zero. */
  private float[] scores(Network network, String name, long seed) {
    float[] weights = network.parameters().get(name, Role.WEIGHT);
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new ArithmeticException(
            "layer '" + name + "': weight " + i + " is " + weights[i] + ", which has no rank");
      }
    }
    float[] scores = criterion.score(weights, seed ^ name.hashCode());
    Mask mask = network.mask(name);
    if (mask.keptCount() < mask.length()) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = mask.keeps(i) ? Math.max(scores[i], Float.MIN_VALUE) : 0;
      }
    }
    return scores;
  }

  private List<Mask> select(List<String> names, List<float[]> scores) {
    if (scope == Scope.GLOBAL) {
      return Selection.lowest(scores, sparsity);
    }
    Map<String, Double> rates = rates(names);
    List<Mask> masks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      masks.add(Selection.lowest(scores.get(i), rates.get(names.get(i))));
    }
    return masks;
  }

  private Map<String, Double> rates(List<String> names) {
    Map<String, Double> rates = new LinkedHashMap<>();
    names.forEach(name -> rates.put(name, sparsity));
    layers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            rate ->
                LayerNames.matching(names, rate.getKey())
                    .forEach(name -> rates.put(name, rate.getValue())));
    return rates;
  }

  private static Network masked(Network network, List<String> names, List<Mask> chosen) {
    Parameters parameters = network.parameters().copy();
    Map<String, Mask> masks = new LinkedHashMap<>(network.masks());
    Map<String, Double> thresholds = new LinkedHashMap<>(network.thresholds());
    for (int i = 0; i < names.size(); i++) {
      float[] weights = parameters.get(names.get(i), Role.WEIGHT);
      chosen.get(i).apply(weights);
      masks.put(names.get(i), chosen.get(i));
      thresholds.put(names.get(i), leastKept(weights, chosen.get(i)));
    }
    return new Network(network.graph(), parameters, masks, thresholds, network.rounded());
  }

  private static double leastKept(float[] weights, Mask mask) {
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      if (mask.keeps(i)) {
        least = Math.min(least, Math.abs(weights[i]));
      }
    }
    return Float.isInfinite(least) ? 0 : least;
  }
}
