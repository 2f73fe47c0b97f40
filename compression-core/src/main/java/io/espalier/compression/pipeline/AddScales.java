package io.espalier.compression.pipeline;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a factor r for each output channel behind layers that no batch norm follows, so that network
 * slimming has something to push down and to rank by (Liu et al. 2017, arXiv:1708.06519). The
 * weights and biases before it are divided by where it starts: the network gives what it gave, to
 * the bit where that is a power of two. The last layer gets none: its outputs cannot go.
 */
@Named("add-scales")
@Meaning("puts a learned factor for each output channel behind layers without a batch norm")
public record AddScales(
    @Meaning("what the factors start at; weights and biases are divided by it") @Default("0.5")
        double start,
    @Meaning("layers that get none: names, globs, first, last") @Default("[]") List<String> except)
    implements CompressionStep {
  private static final String SUFFIX = "_scale";

  /** Checks the start. */
  public AddScales {
    except = List.copyOf(except);
    if (!(start >= 1e-3 && start <= 1e3)) {
      throw new IllegalArgumentException("start must be in [0.001, 1000], got " + start);
    }
  }

  @Override
  public String phase() {
    return "prune";
  }

  @Override
  public boolean looksAtLayers() {
    return true;
  }

  @Override
  public Optional<Graph> after(Graph graph) {
    return Optional.of(graph(graph, chosen(graph)));
  }

  @Override
  public Network apply(Network network, StepContext context) {
    if (!network.rounded().isEmpty()) {
      throw new IllegalArgumentException(
          "cannot add scales to a network that is quantized already");
    }
    List<String> chosen = chosen(network.graph());
    Graph graph = graph(network.graph(), chosen);
    Map<String, Double> thresholds = new LinkedHashMap<>(network.thresholds());
    chosen.forEach(name -> thresholds.computeIfPresent(name, (layer, value) -> value / start));
    return new Network(
        graph,
        parameters(network.parameters(), graph, chosen),
        network.masks(),
        thresholds,
        network.rounded(),
        network.inputThresholds());
  }

  private List<String> chosen(Graph graph) {
    List<String> chosen =
        LayerNames.without(graph.weighted(), except).stream()
            .filter(name -> !name.equals(graph.output().name()) && !isScaled(graph, name))
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no layer to add a scale to: each of "
              + String.join(", ", graph.weighted())
              + " is the last, left out, or has a batch norm or scale behind it");
    }
    return chosen;
  }

  private static boolean isScaled(Graph graph, String name) {
    List<Node> consumers = graph.consumers(name);
    return consumers.size() == 1
        && (consumers.get(0).layer() instanceof BatchNorm
            || consumers.get(0).layer() instanceof Scale);
  }

  private static Graph graph(Graph before, List<String> chosen) {
    Map<String, String> renamed = new HashMap<>();
    chosen.forEach(name -> renamed.put(name, name + SUFFIX));
    List<Node> nodes = new ArrayList<>();
    for (Node node : before.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
      nodes.add(new Node(node.name(), node.layer(), inputs));
      if (renamed.containsKey(node.name())) {
        nodes.add(new Node(renamed.get(node.name()), new Scale(), node.name()));
      }
    }
    return new Graph(before.input(), nodes);
  }

  private Parameters parameters(Parameters before, Graph graph, List<String> chosen) {
    Parameters after = Parameters.zeros(graph);
    after.forEach(
        (slot, values) -> {
          if (!before.has(slot.node(), slot.role())) {
            Arrays.fill(values, (float) start);
            return;
          }
          float divisor = chosen.contains(slot.node()) ? (float) start : 1;
          float[] from = before.get(slot);
          for (int i = 0; i < values.length; i++) {
            values[i] = from[i] / divisor;
          }
        });
    return after;
  }
}
