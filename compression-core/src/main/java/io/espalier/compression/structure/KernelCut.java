package io.espalier.compression.structure;

import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A network of which convolutions keep some kernels only. Before such a layer stands a gather of
 * the inputs of each group; its outputs come group by group, batch norm and activation behind it
 * likewise, and a gather behind those puts them back in order. Where a gather follows that puts
 * channels in order, both are one.
 *
 * @param before the network that kernels are cut from
 * @param layers by name, which kernels stay
 * @param graph what is left
 */
public record KernelCut(Graph before, Map<String, KernelGroups> layers, Graph graph) {
  private static final String PICKED = "_inputs";
  private static final String ORDERED = "_order";

  /** Cuts; the layers are convolutions in one group. */
  public static KernelCut of(Graph before, Map<String, KernelGroups> layers) {
    Map<String, KernelGroups> kept = new LinkedHashMap<>(layers);
    return new KernelCut(before, kept, graph(before, kept));
  }

  private static Graph graph(Graph before, Map<String, KernelGroups> layers) {
    Map<String, String> restored = restored(before, layers);
    Map<String, String> renamed = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : before.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
      if (layers.containsKey(node.name())) {
        KernelGroups groups = layers.get(node.name());
        nodes.add(new Node(node.name() + PICKED, new Gather(groups.gathered()), inputs));
        nodes.add(new Node(node.name(), grouped(node, groups.count()), node.name() + PICKED));
      } else {
        nodes.add(new Node(node.name(), node.layer(), inputs));
      }
      if (restored.containsKey(node.name())) {
        String layer = restored.get(node.name());
        String name = layer + ORDERED;
        nodes.add(new Node(name, new Gather(layers.get(layer).restoring()), node.name()));
        renamed.put(node.name(), name);
      }
    }
    return new Graph(before.input(), joined(nodes));
  }

  /** By the last node whose channels come group by group: the layer that groups them. */
  private static Map<String, String> restored(Graph before, Map<String, KernelGroups> layers) {
    Map<String, String> ends = new HashMap<>();
    layers.forEach(
        (name, groups) -> {
          if (!groups.isInOrder()) {
            ends.put(Tail.end(before, name), name);
          }
        });
    return ends;
  }

  private static Convolution grouped(Node node, int groups) {
    Convolution layer = (Convolution) node.layer();
    return new Convolution(layer.out(), layer.window(), groups, layer.bias());
  }

  /** A gather whose only reader is a gather comes into that one. */
  private static List<Node> joined(List<Node> nodes) {
    Map<String, Node> gathers = new HashMap<>();
    Map<String, Integer> readers = new HashMap<>();
    for (Node node : nodes) {
      node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum));
      if (node.layer() instanceof Gather) {
        gathers.put(node.name(), node);
      }
    }
    Map<String, Node> merged = new LinkedHashMap<>();
    for (Node node : nodes) {
      Node first = gathers.get(node.inputs().get(0));
      if (node.layer() instanceof Gather second
          && first != null
          && readers.get(first.name()) == 1) {
        Node earlier = merged.remove(first.name());
        merged.put(node.name(), new Node(node.name(), both(earlier, second), earlier.inputs()));
      } else {
        merged.put(node.name(), node);
      }
    }
    return new ArrayList<>(merged.values());
  }

  private static Gather both(Node first, Gather second) {
    List<Integer> channels = ((Gather) first.layer()).channels();
    return new Gather(second.channels().stream().map(channels::get).toList());
  }

  /** The parameters that are left. */
  public Parameters of(Parameters parameters) {
    Map<String, KernelGroups> moved = moved();
    Parameters left = Parameters.zeros(graph);
    for (Slot slot : parameters.slots()) {
      float[] values = parameters.get(slot);
      float[] target = left.get(slot.node(), slot.role());
      int[] positions = positions(slot, moved);
      for (int i = 0; i < target.length; i++) {
        target[i] = values[positions[i]];
      }
    }
    return left;
  }

  /** Where the values of an array that are left were before, in the order they come in now. */
  public int[] positions(Slot slot) {
    return positions(slot, moved());
  }

  private static int[] positions(Slot slot, Map<String, KernelGroups> moved) {
    KernelGroups groups = moved.get(slot.node());
    if (groups == null) {
      return IntStream.range(0, slot.size()).toArray();
    } else if (slot.role() != Role.WEIGHT) {
      return groups.order();
    }
    int in = slot.extents().get(slot.extents().size() - 1);
    return groups.positions(slot.size() / slot.extents().get(0) / in, in);
  }

  /** By node, the groups in whose order its channels come. */
  private Map<String, KernelGroups> moved() {
    Map<String, KernelGroups> moved = new HashMap<>();
    layers.forEach(
        (name, groups) -> {
          moved.put(name, groups);
          Tail.of(before, name).forEach(node -> moved.put(node.name(), groups));
        });
    return moved;
  }
}
