package io.espalier.compression.structure;

import io.espalier.compression.prune.Mask;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import io.espalier.kernels.net.Weights;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * A network to train in place of one whose groups are too narrow for vectors: each such convolution
 * comes in one group again, its other kernels masked. It computes the same, sums in the order of
 * the channels, and takes the time of the whole layer where narrow groups take several times that.
 *
 * @param narrow the network in groups
 * @param graph the one to train
 * @param positions by layer that differs, where each of its weights is in the wider array
 */
public record WidenedGroups(Graph narrow, Graph graph, Map<String, int[]> positions) {
  /** Outputs that are computed together, whatever groups they are of. */
  private static final int LANES = 16;

  /** Widens where groups would take longer than the whole layer. */
  public static WidenedGroups of(Graph narrow) {
    Map<String, int[]> positions = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : narrow.nodes()) {
      if (isTooNarrow(narrow, node)) {
        Node picked = narrow.node(node.inputs().get(0));
        nodes.remove(picked);
        nodes.add(new Node(node.name(), whole(node), picked.inputs()));
        positions.put(node.name(), positions(narrow, node, (Gather) picked.layer()));
      } else {
        nodes.add(node);
      }
    }
    Graph graph = positions.isEmpty() ? narrow : new Graph(narrow.input(), nodes);
    return new WidenedGroups(narrow, graph, positions);
  }

  private static Convolution whole(Node node) {
    Convolution layer = (Convolution) node.layer();
    return new Convolution(layer.out(), layer.window(), layer.bias());
  }

  private static boolean isTooNarrow(Graph graph, Node node) {
    if (!(node.layer() instanceof Convolution layer)
        || layer.groups() == 1
        || layer.weights() != Weights.LEARNED
        || node.inputs().get(0).equals(Graph.INPUT)) {
      return false;
    }
    Node from = graph.node(node.inputs().get(0));
    if (!(from.layer() instanceof Gather gather) || graph.consumers(from.name()).size() > 1) {
      return false;
    }
    int outs = layer.out() / layer.groups();
    int ins = gather.channels().size() / layer.groups();
    int together = Math.min(layer.groups(), (LANES + outs - 1) / outs);
    return outs % LANES != 0
        && together * ins > graph.inputShapes(from).get(0).channels()
        && isDistinct(gather.channels(), ins);
  }

  private static boolean isDistinct(List<Integer> channels, int each) {
    for (int i = 0; i < channels.size(); i += each) {
      List<Integer> own = channels.subList(i, i + each);
      if (new HashSet<>(own).size() < each) {
        return false;
      }
    }
    return true;
  }

  private static int[] positions(Graph graph, Node node, Gather gather) {
    Convolution layer = (Convolution) node.layer();
    int in = graph.inputShapes(graph.node(node.inputs().get(0))).get(0).channels();
    int each = gather.channels().size() / layer.groups();
    int kernel = layer.window().height() * layer.window().width();
    int[] positions = new int[layer.out() * kernel * each];
    for (int i = 0; i < positions.length; i++) {
      int group = i / (kernel * each) / (layer.out() / layer.groups());
      positions[i] = i / each * in + gather.channels().get(group * each + i % each);
    }
    return positions;
  }

  /** The numbers of the wider network: zeros where it has more. */
  public Parameters widen(Parameters parameters) {
    Parameters wide = Parameters.zeros(graph);
    for (Slot slot : parameters.slots()) {
      float[] target = wide.get(slot.node(), slot.role());
      float[] values = parameters.get(slot);
      IntUnaryOperator place = place(slot);
      for (int i = 0; i < values.length; i++) {
        target[place.applyAsInt(i)] = values[i];
      }
    }
    return wide;
  }

  /** The numbers of the network in groups. */
  public Parameters narrow(Parameters wide) {
    Parameters parameters = Parameters.zeros(narrow);
    for (Slot slot : parameters.slots()) {
      float[] values = wide.get(slot.node(), slot.role());
      float[] target = parameters.get(slot);
      IntUnaryOperator place = place(slot);
      for (int i = 0; i < target.length; i++) {
        target[i] = values[place.applyAsInt(i)];
      }
    }
    return parameters;
  }

  private IntUnaryOperator place(Slot slot) {
    boolean moves = slot.role() == Role.WEIGHT && positions.containsKey(slot.node());
    int[] places = moves ? positions.get(slot.node()) : new int[0];
    return moves ? i -> places[i] : IntUnaryOperator.identity();
  }

  /** Masks of the wider network: what it has more goes. */
  public Map<String, Mask> widen(Map<String, Mask> masks) {
    Map<String, Mask> wide = new LinkedHashMap<>(masks);
    Parameters sizes = Parameters.zeros(graph);
    positions.forEach(
        (layer, places) -> {
          BitSet kept = new BitSet();
          for (int i = 0; i < places.length; i++) {
            kept.set(places[i], !masks.containsKey(layer) || masks.get(layer).keeps(i));
          }
          wide.put(layer, Mask.of(kept, sizes.get(layer, Role.WEIGHT).length));
        });
    return wide;
  }

  /** How many weights it has more. */
  public long added() {
    return weights(graph) - weights(narrow);
  }

  private static long weights(Graph graph) {
    return graph.slots().stream()
        .filter(slot -> slot.role() == Role.WEIGHT)
        .mapToLong(Slot::size)
        .sum();
  }
}
