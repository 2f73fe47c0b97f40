package io.espalier.compression.pipeline;

import io.espalier.compression.measure.WeightHistogram;
import io.espalier.compression.structure.Clustering;
import io.espalier.compression.structure.KernelCut;
import io.espalier.compression.structure.KernelGroups;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns convolutions into grouped ones that choose their inputs: the outputs come in equal groups,
 * and each group keeps the inputs, equally many, on which its kernels are strongest. Sets of inputs
 * may overlap, so 6 × 6 channels in 3 groups at one half keep 18 kernels, not the 12 of an ordinary
 * grouped convolution. After Zhong et al. 2022, "Revit-alizing grouped kernel pruning" (TMI-GKP,
 * ICLR), with balanced k-means in place of their search over clusterings.
 */
@Named("prune-kernels")
@Meaning("turns convolutions into groups that each read the inputs that matter most to them")
public record PruneKernels(
    @Meaning("groups of each convolution; they have to divide its outputs") int groups,
    @Meaning("the fraction of each group's inputs that goes, in [0, 1)") double sparsity,
    @Meaning("which outputs come into one group") @Default("balanced-k-means")
        Clustering clustering,
    @Meaning("p of the norm that kernels are compared by, 1 or 2") @Default("2") int p,
    @Meaning("a sparsity of its own for layers by name or glob") @Default("{}")
        Map<String, Double> layers,
    @Meaning("convolutions to leave whole: names, globs, first, last") @Default("[]")
        List<String> except)
    implements CompressionStep {
  /** Checks groups, fractions and p. */
  public PruneKernels {
    layers = Map.copyOf(layers);
    except = List.copyOf(except);
    if (groups < 1) {
      throw new IllegalArgumentException("groups must be at least 1, got " + groups);
    }
    if (p != 1 && p != 2) {
      throw new IllegalArgumentException("p must be 1 or 2, got " + p);
    }
    LayerRates.check("sparsity", sparsity, layers);
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
  public boolean looksAtLayers() {
    return true;
  }

  /** Groups in the plain order that keep their first inputs. */
  @Override
  public Optional<Graph> after(Graph graph) {
    Map<String, KernelGroups> chosen = new LinkedHashMap<>();
    rates(graph)
        .forEach(
            (name, rate) ->
                chosen.put(
                    name,
                    KernelGroups.first(
                        ((Convolution) graph.node(name).layer()).out(),
                        groups,
                        kept(graph, name, rate))));
    return Optional.of(KernelCut.of(graph, chosen).graph());
  }

  @Override
  public Network apply(Network network, StepContext context) {
    if (!network.rounded().isEmpty()) {
      throw new IllegalArgumentException(
          "cannot cut kernels out of a network that is quantized already");
    }
    Map<String, Double> rates = rates(network.graph());
    Map<String, KernelGroups> chosen = new LinkedHashMap<>();
    rates.forEach((name, rate) -> chosen.put(name, choose(network, name, rate, context)));
    return Cutting.cut(network, KernelCut.of(network.graph(), chosen));
  }

  private Map<String, Double> rates(Graph graph) {
    List<String> convolutions =
        graph.weighted().stream()
            .filter(name -> graph.node(name).layer() instanceof Convolution)
            .toList();
    List<String> left = new ArrayList<>(convolutions);
    for (String pattern : except) {
      left.removeAll(LayerNames.matching(graph.weighted(), pattern));
    }
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no convolution to prune kernels of; the layers are "
              + String.join(", ", graph.weighted())
              + (except.isEmpty() ? "" : ", left whole are " + except));
    }
    Map<String, Double> rates = new LinkedHashMap<>();
    left.forEach(name -> rates.put(name, sparsity));
    rates.putAll(LayerRates.own(layers, left));
    return rates;
  }

  private KernelGroups choose(Network network, String name, double rate, StepContext context) {
    Node node = network.graph().node(name);
    Convolution layer = (Convolution) node.layer();
    int in = network.graph().inputShapes(node).get(0).channels();
    int kept = kept(network.graph(), name, rate);
    float[] weights = network.parameters().get(name, Role.WEIGHT);
    checkFinite(name, weights);
    return KernelGroups.of(
        weights,
        layer.out(),
        in,
        groups,
        kept,
        clustering,
        p,
        context.seed("clusters", name.hashCode()));
  }

  /** How many inputs a group keeps. */
  private int kept(Graph graph, String name, double rate) {
    Node node = graph.node(name);
    int in = graph.inputShapes(node).get(0).channels();
    int kept = in - (int) Math.round(rate * in);
    check(name, (Convolution) node.layer(), in, kept, rate);
    return kept;
  }

  private void check(String name, Convolution layer, int in, int kept, double rate) {
    assert layer.weights() == Weights.LEARNED : name;
    if (layer.groups() != 1) {
      throw new IllegalArgumentException(
          "layer '%s' is in %d groups already; leave it whole: except = [\"%s\"]"
              .formatted(name, layer.groups(), name));
    }
    if (layer.out() % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the outputs: layer '%s' has %d, got groups = %d"
              .formatted(name, layer.out(), groups));
    }
    if (kept == 0) {
      throw new IllegalArgumentException(
          "a sparsity of %s leaves layer '%s' none of its %d inputs; leave it whole or give it a"
                  .formatted(rate, name, in)
              + " sparsity of its own");
    }
  }

  private static void checkFinite(String name, float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new ArithmeticException("layer '" + name + "': weight " + i + " is " + weights[i]);
      }
    }
  }
}
