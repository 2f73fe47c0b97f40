package io.espalier.compression.structure;

import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network without some of its channels: they are gone from the layer that gave them, from batch
 * norms behind it, and from the inputs of every layer they went to.
 *
 * @param groups of the network before
 * @param removed numbers of the units that go
 * @param graph the smaller one
 */
public record Cut(ChannelGroups groups, BitSet removed, Graph graph) {
  /**
   * Cuts.
   *
   * @throws IllegalArgumentException if a layer would be left without channels, naming it
   */
  public static Cut of(ChannelGroups groups, BitSet removed) {
    Graph graph = groups.graph();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      int outputs = groups.kept(node.name(), removed).length;
      if (outputs == 0) {
        throw new IllegalArgumentException("layer '" + node.name() + "' would lose every channel");
      }
      int[] inputs = groups.kept(node.inputs().get(0), removed);
      Layer layer =
          node.layer() instanceof Gather gather
              ? smaller(gather, inputs, groups.kept(node.name(), removed))
              : smaller(node.layer(), inputs.length, outputs);
      nodes.add(new Node(node.name(), layer, node.inputs()));
    }
    return new Cut(groups, (BitSet) removed.clone(), new Graph(graph.input(), nodes));
  }

  private static Layer smaller(Layer layer, int inputs, int outputs) {
    if (layer instanceof Dense dense) {
      return new Dense(outputs, dense.bias());
    } else if (layer instanceof Convolution convolution) {
      int before = convolution.groups();
      boolean whole = before == 1 || convolution.out() == outputs;
      return new Convolution(
          outputs,
          convolution.window(),
          whole ? before : inputs,
          convolution.bias(),
          convolution.weights());
    }
    return layer;
  }

  /** What is picked of the inputs that are left, numbered anew. */
  private static Gather smaller(Gather gather, int[] inputs, int[] outputs) {
    return new Gather(
        Arrays.stream(outputs)
            .map(i -> Arrays.binarySearch(inputs, gather.channels().get(i)))
            .boxed()
            .toList());
  }

  /** The parameters of the smaller network. */
  public Parameters of(Parameters parameters) {
    Parameters smaller = Parameters.zeros(graph);
    for (Slot slot : parameters.slots()) {
      float[] values = parameters.get(slot);
      float[] target = smaller.get(slot.node(), slot.role());
      int[] positions = positions(slot);
      for (int i = 0; i < target.length; i++) {
        target[i] = values[positions[i]];
      }
    }
    return smaller;
  }

  /** Where the values of the smaller array were in the one before, ascending. */
  public int[] positions(Slot slot) {
    int[] rows = groups.kept(slot.node(), removed);
    int last = slot.extents().size() - 1;
    if (last == 0) {
      return rows;
    }
    int depth = slot.extents().get(last);
    int[] columns = columns(slot, depth);
    int kernel = slot.size() / slot.extents().get(0) / depth;
    return Arrays.stream(rows)
        .flatMap(row -> IntStream.range(row * kernel, (row + 1) * kernel))
        .flatMap(place -> Arrays.stream(columns).map(column -> place * depth + column))
        .toArray();
  }

  private int[] columns(Slot slot, int depth) {
    Node node = groups.graph().node(slot.node());
    boolean grouped = node.layer() instanceof Convolution c && c.groups() > 1;
    return grouped
        ? IntStream.range(0, depth).toArray()
        : groups.kept(node.inputs().get(0), removed);
  }
}
