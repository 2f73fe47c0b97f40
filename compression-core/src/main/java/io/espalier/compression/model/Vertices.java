package io.espalier.compression.model;

import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;

/** Lowers Deeplearning4j's graphs of vertices. Mutable; lives while one network is lowered. */
final class Vertices {
  private final ComputationGraphConfiguration configuration;
  private final Draft draft;

  /** By vertex, the node that gives its output. */
  private final Map<String, String> ends = new HashMap<>();

  private Vertices(ComputationGraphConfiguration configuration, Shape input) {
    this.configuration = configuration;
    this.draft = new Draft(input);
  }

  /**
   * Lowers a network with one input and one output.
   *
   * @throws IllegalArgumentException naming the vertex that has no operation here
   */
  static Lowering lower(ComputationGraphConfiguration configuration, Shape input) {
    return new Vertices(configuration, input).lower();
  }

  private Lowering lower() {
    ends.put(only("input", configuration.getNetworkInputs()), Graph.INPUT);
    String output = only("output", configuration.getNetworkOutputs());
    for (String name : order(output)) {
      try {
        ends.put(name, lower(name, configuration.getVertices().get(name)));
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        throw message.contains("'" + name + "'")
            ? e
            : new IllegalArgumentException("vertex '" + name + "': " + message, e);
      }
    }
    return draft.finish();
  }

  private static String only(String what, List<String> names) {
    if (names.size() != 1) {
      throw new IllegalArgumentException("a network has one " + what + " here, got " + names);
    }
    return names.get(0);
  }

  /** Each vertex behind those that feed it, the output last. */
  private List<String> order(String output) {
    Set<String> known = new LinkedHashSet<>(configuration.getNetworkInputs());
    List<String> left = new ArrayList<>(configuration.getVertices().keySet());
    List<String> order = new ArrayList<>();
    while (!left.isEmpty()) {
      List<String> ready = left.stream().filter(name -> known.containsAll(inputs(name))).toList();
      if (ready.isEmpty()) {
        throw new IllegalArgumentException("nothing that is there feeds the vertices " + left);
      }
      known.addAll(ready);
      left.removeAll(ready);
      order.addAll(ready);
    }
    order.remove(output);
    order.add(output);
    return order;
  }

  private List<String> inputs(String name) {
    return configuration.getVertexInputs().getOrDefault(name, List.of());
  }

  private String lower(String name, GraphVertex vertex) {
    List<String> from = inputs(name).stream().map(ends::get).toList();
    if (vertex instanceof LayerVertex layer) {
      return draft.lower(
          name,
          Optional.ofNullable(layer.getPreProcessor()),
          layer.getLayerConf().getLayer(),
          only("input of a layer", from));
    } else if (vertex instanceof PreprocessorVertex step) {
      return draft.prepare(name, step.getPreProcessor(), only("input of a vertex", from));
    }
    Layer joining = joining(vertex, from);
    return from.size() == 1 ? from.get(0) : draft.join(name, joining, from);
  }

  /** Images of channel, height, width have them in front, all others last. */
  private boolean joinsChannels(MergeVertex merge, List<String> from) {
    boolean vectors = from.stream().allMatch(node -> draft.shape(node).isFlat());
    int axis = merge.getMergeAxis();
    if (vectors) {
      return axis == 1 || axis == -1;
    }
    return draft.isChannelsLast() ? axis == 3 || axis == -1 : axis == 1;
  }

  private Layer joining(GraphVertex vertex, List<String> from) {
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return new Add();
    } else if (vertex instanceof ElementWiseVertex product
        && product.getOp() == ElementWiseVertex.Op.Product
        && from.size() == 2) {
      return new Multiply();
    } else if (vertex instanceof MergeVertex merge && joinsChannels(merge, from)) {
      return new Concat();
    }
    throw new IllegalArgumentException(
        "there is no operation for "
            + vertex
            + "; there is one for layers, ElementWiseVertex with Add, or Product of two, MergeVertex"
            + " of channels");
  }
}
