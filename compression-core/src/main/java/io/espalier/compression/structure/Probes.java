package io.espalier.compression.structure;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at what layers give. A program shows the inputs of convolutions and dense layers only, so
 * each layer looked at gets one more of them as a consumer, of one output and without effect.
 */
public final class Probes {
  private static final String PREFIX = "probe of ";
  private static final int BATCH = 64;

  private Probes() {}

  /**
   * What layers give behind their batch norms and activations.
   *
   * @param layers convolutions and dense layers other than the output
   * @param images [count × height × width × channels], normalised
   */
  public static Map<String, ActivationStatistics> observe(
      Graph graph, Parameters parameters, List<String> layers, float[] images) {
    Map<String, ActivationStatistics> seen = new LinkedHashMap<>();
    for (String layer : layers) {
      Shape shape = graph.shape(Tail.end(graph, layer));
      seen.put(PREFIX + layer, new ActivationStatistics(shape.pixels(), shape.channels()));
    }
    run(program(graph, parameters, layers), images, seen);
    Map<String, ActivationStatistics> named = new LinkedHashMap<>();
    layers.forEach(layer -> named.put(layer, seen.get(PREFIX + layer)));
    return named;
  }

  private static void run(Program program, float[] images, Map<String, ActivationStatistics> seen) {
    int count = images.length / program.graph().input().volume();
    for (int from = 0; from < count; from += BATCH) {
      program.observe(
          images,
          from,
          Math.min(BATCH, count - from),
          (node, values, start, end) -> {
            if (seen.containsKey(node)) {
              seen.get(node).add(values, start, end);
            }
          });
    }
  }

  private static Program program(Graph graph, Parameters parameters, List<String> layers) {
    Graph probed = probed(graph, layers);
    Parameters all = Parameters.zeros(probed);
    parameters.forEach((slot, values) -> all.set(slot.node(), slot.role(), values));
    Program program = Program.inference(probed, BATCH);
    program.load(all);
    return program;
  }

  private static Graph probed(Graph graph, List<String> layers) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    List<String> ends = new ArrayList<>(List.of(graph.output().name()));
    for (String layer : layers) {
      String end = Tail.end(graph, layer);
      nodes.add(new Node(PREFIX + layer, probe(graph.shape(end)), end));
      ends.add("mean of " + layer);
      nodes.add(new Node("mean of " + layer, mean(), PREFIX + layer));
    }
    nodes.add(new Node("logits and probes", new Concat(), ends));
    return new Graph(graph.input(), nodes);
  }

  private static Layer probe(Shape shape) {
    return shape.isFlat()
        ? new Dense(1, Bias.ABSENT)
        : new Convolution(1, Window.square(1), Bias.ABSENT);
  }

  private static Layer mean() {
    return new GlobalPooling(Pooling.Kind.AVERAGE);
  }
}
