package io.espalier.compression.structure;

import io.espalier.compression.structure.ChannelGroups.Member;
import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole network with some channels at zero, found without dependency groups: zeros are put
 * where a layer gives the channel and followed through what comes behind it.
 */
final class MaskedNetwork {
  final Parameters parameters;
  private final Graph graph;
  private final Set<Member> removed;
  private final Map<String, boolean[]> zero = new HashMap<>();

  MaskedNetwork(Graph graph, Parameters source, Set<Member> removed) {
    this.graph = graph;
    this.removed = removed;
    parameters = source.copy();
    zero.put(Graph.INPUT, new boolean[graph.input().channels()]);
    graph.nodes().forEach(node -> zero.put(node.name(), follow(node)));
  }

  private boolean[] follow(Node node) {
    List<boolean[]> inputs = node.inputs().stream().map(zero::get).toList();
    boolean[] first = inputs.get(0).clone();
    int channels = graph.shape(node.name()).channels();
    if (node.layer() instanceof Dense || node.layer() instanceof Convolution) {
      return product(node, channels);
    } else if (node.layer() instanceof BatchNorm) {
      clear(node.name(), Role.GAMMA, first);
      clear(node.name(), Role.BETA, first);
    } else if (node.layer() instanceof Add) {
      for (boolean[] other : inputs) {
        for (int i = 0; i < first.length; i++) {
          first[i] &= other[i];
        }
      }
    } else if (node.layer() instanceof Multiply) {
      for (int i = 0; i < first.length; i++) {
        first[i] |= inputs.get(1)[i];
      }
    } else if (node.layer() instanceof Gather gather) {
      boolean[] picked = new boolean[channels];
      for (int i = 0; i < channels; i++) {
        picked[i] = first[gather.channels().get(i)];
      }
      return picked;
    } else if (node.layer() instanceof Concat) {
      boolean[] all = new boolean[channels];
      int at = 0;
      for (boolean[] part : inputs) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    } else if (node.layer() instanceof Flatten) {
      Shape shape = graph.inputShapes(node).get(0);
      boolean[] flat = new boolean[channels];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = first[i % shape.channels()];
      }
      return flat;
    }
    return first;
  }

  private boolean[] product(Node node, int channels) {
    boolean[] zeros = new boolean[channels];
    for (int i = 0; i < channels; i++) {
      zeros[i] = removed.contains(new Member(node.name(), i));
    }
    boolean constant = node.layer() instanceof Convolution c && c.weights() == Weights.CONSTANT;
    clear(node.name(), constant ? Role.CONSTANT_WEIGHT : Role.WEIGHT, zeros);
    if (parameters.has(node.name(), Role.BIAS)) {
      clear(node.name(), Role.BIAS, zeros);
    }
    return zeros;
  }

  private void clear(String node, Role role, boolean[] zeros) {
    float[] values = parameters.get(node, role);
    int each = values.length / zeros.length;
    for (int i = 0; i < zeros.length; i++) {
      if (zeros[i]) {
        Arrays.fill(values, i * each, (i + 1) * each, 0);
      }
    }
  }

  /** Products of a convolution or dense layer of which both ends are left, counted by hand. */
  long macs() {
    long macs = 0;
    for (Node node : graph.nodes()) {
      long inputs = left(node.inputs().get(0));
      long outputs = left(node.name());
      if (node.layer() instanceof Dense) {
        macs += inputs * outputs;
      } else if (node.layer() instanceof Convolution c && c.weights() == Weights.LEARNED) {
        long each = (long) c.window().height() * c.window().width();
        long depth =
            c.groups() == 1 ? inputs : graph.inputShapes(node).get(0).channels() / c.groups();
        macs += graph.shape(node.name()).pixels() * each * depth * outputs;
      }
    }
    return macs;
  }

  private long left(String node) {
    long left = 0;
    for (boolean gone : zero.get(node)) {
      left += gone ? 0 : 1;
    }
    return left;
  }
}
