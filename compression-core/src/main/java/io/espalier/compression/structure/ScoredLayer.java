package io.espalier.compression.structure;

import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import java.util.Optional;

/**
 * What a criterion can know of a layer.
 *
 * @param graph the network
 * @param parameters its numbers, not written to
 * @param name of the convolution or dense layer
 * @param channels its outputs
 * @param observed what it gives over some images, where a criterion looks at that
 * @param seed what a random criterion draws from
 */
public record ScoredLayer(
    Graph graph,
    Parameters parameters,
    String name,
    int channels,
    Optional<ActivationStatistics> observed,
    long seed) {
  /** ‖w[:, i]‖_p of the filter of each channel; the bias is no part of it. */
  double[] weightNorms(int p) {
    float[] weights = parameters.get(name, Role.WEIGHT);
    double[] norms = new double[channels];
    int each = weights.length / channels;
    for (int i = 0; i < weights.length; i++) {
      double magnitude = Math.abs((double) weights[i]);
      norms[i / each] += p == 1 ? magnitude : magnitude * magnitude;
    }
    for (int i = 0; p == 2 && i < channels; i++) {
      norms[i] = Math.sqrt(norms[i]);
    }
    return norms;
  }

  ActivationStatistics activations() {
    return observed.orElseThrow();
  }

  /**
   * |γ| of each channel.
   *
   * @throws IllegalArgumentException if nothing scales what the layer gives
   */
  double[] scales() {
    float[] gamma = parameters.get(scaled(graph, name), Role.GAMMA);
    double[] scales = new double[channels];
    for (int i = 0; i < channels; i++) {
      scales[i] = Math.abs(gamma[i]);
    }
    return scales;
  }

  /** The node that scales what a layer gives. */
  static String scaled(Graph graph, String name) {
    return Tail.of(graph, name).stream()
        .filter(node -> node.layer() instanceof BatchNorm || node.layer() instanceof Scale)
        .findFirst()
        .map(Node::name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "layer '"
                        + name
                        + "' has no batch norm or scale behind it whose scale could rank it;"
                        + " { type = add-scales } before it adds one"));
  }
}
