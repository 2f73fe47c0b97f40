package io.espalier.compression.pipeline;

import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds batch norms and scales into the convolution or dense layer whose output they alone take: w
 * ← w γ / √(v + ε), b ← (b − m) γ / √(v + ε) + β (Jacob et al. 2018, arXiv:1712.05877, §3.2), or by
 * γ alone. Others stay.
 */
final class BatchNormFolding {
  private BatchNormFolding() {}

  static Network fold(Network network) {
    Map<String, Node> folded = foldable(network.graph());
    Graph graph = without(network.graph(), folded);
    Parameters parameters = Parameters.zeros(graph);
    parameters.forEach(
        (slot, values) -> {
          if (network.parameters().has(slot.node(), slot.role())) {
            parameters.set(slot.node(), slot.role(), network.parameters().get(slot));
          }
        });
    folded.forEach(
        (name, norm) -> {
          if (norm.layer() instanceof BatchNorm) {
            normalise(parameters, name, norm, network.parameters());
          } else {
            scale(parameters, name, network.parameters().get(norm.name(), Role.GAMMA));
          }
        });
    return new Network(
        graph,
        parameters,
        network.masks(),
        network.thresholds(),
        network.rounded(),
        network.inputThresholds());
  }

  /** By the name of the layer that takes it up: the batch norm or scale behind it. */
  private static Map<String, Node> foldable(Graph graph) {
    Map<String, Node> folded = new HashMap<>();
    for (String name : graph.weighted()) {
      List<Node> consumers = graph.consumers(name);
      if (consumers.size() == 1 && isFoldable(consumers.get(0).layer())) {
        folded.put(name, consumers.get(0));
      }
    }
    return folded;
  }

  private static boolean isFoldable(Layer layer) {
    return layer instanceof BatchNorm || layer instanceof Scale;
  }

  private static Graph without(Graph graph, Map<String, Node> folded) {
    Map<String, String> renamed = new HashMap<>();
    folded.forEach((name, norm) -> renamed.put(norm.name(), name));
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!renamed.containsKey(node.name())) {
        Node norm = folded.get(node.name());
        boolean shifts = norm != null && norm.layer() instanceof BatchNorm;
        Layer layer = shifts ? biased(node.layer()) : node.layer();
        List<String> inputs =
            node.inputs().stream().map(input -> renamed.getOrDefault(input, input)).toList();
        nodes.add(new Node(node.name(), layer, inputs));
      }
    }
    return new Graph(graph.input(), nodes);
  }

  private static Layer biased(Layer layer) {
    if (layer instanceof Convolution convolution) {
      return new Convolution(
          convolution.out(), convolution.window(), convolution.groups(), Bias.PRESENT);
    }
    return new Dense(((Dense) layer).out(), Bias.PRESENT);
  }

  private static void scale(Parameters parameters, String name, float[] factors) {
    for (Role role : List.of(Role.WEIGHT, Role.BIAS)) {
      if (parameters.has(name, role)) {
        float[] values = parameters.get(name, role);
        int each = values.length / factors.length;
        for (int i = 0; i < values.length; i++) {
          values[i] *= factors[i / each];
        }
      }
    }
  }

  private static void normalise(Parameters parameters, String name, Node norm, Parameters source) {
    float[] weights = parameters.get(name, Role.WEIGHT);
    float[] bias = parameters.get(name, Role.BIAS);
    float[] gamma = source.get(norm.name(), Role.GAMMA);
    float[] beta = source.get(norm.name(), Role.BETA);
    float[] mean = source.get(norm.name(), Role.MEAN);
    float[] variance = source.get(norm.name(), Role.VARIANCE);
    double epsilon = ((BatchNorm) norm.layer()).epsilon();
    int each = weights.length / bias.length;
    for (int out = 0; out < bias.length; out++) {
      double factor = gamma[out] / Math.sqrt(variance[out] + epsilon);
      for (int i = out * each; i < (out + 1) * each; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
      bias[out] = (float) ((bias[out] - mean[out]) * factor + beta[out]);
    }
  }
}
