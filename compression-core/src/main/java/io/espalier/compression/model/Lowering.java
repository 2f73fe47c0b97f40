package io.espalier.compression.model;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Deeplearning4j network as a graph, with the place of each of its arrays in the other.
 *
 * <p>Node names are Deeplearning4j's layer names; an activation inside a layer becomes a node
 * {@code name.activation}, the step from image to vector a node {@code flatten}. Dropout does
 * nothing: it would only in training. Regularisation, constraints and updaters are not part of a
 * graph.
 */
record Lowering(Graph graph, List<Link> links) {
  /**
   * Lowers layers that infer their inputs.
   *
   * @throws IllegalArgumentException naming the layer that has no operation here, with the list of
   *     what there is
   */
  static Lowering of(List<Layer> layers, Shape input) {
    Draft draft = new Draft(input);
    for (int i = 0; i < layers.size(); i++) {
      draft.lower(i, Optional.empty(), layers.get(i));
    }
    return draft.finish();
  }

  /** Lowers a network of either kind, as {@link #of(List, Shape)} does. */
  static Lowering of(Model network, Shape input) {
    return network instanceof ComputationGraph graph
        ? Vertices.lower(graph.getConfiguration(), input)
        : of(((MultiLayerNetwork) network).getLayerWiseConfigurations(), input);
  }

  /** Lowers a whole configuration, as {@link #of(List, Shape)} does. */
  static Lowering of(MultiLayerConfiguration configuration, Shape input) {
    Draft draft = new Draft(input);
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      draft.lower(
          i,
          Optional.ofNullable(configuration.getInputPreProcess(i)),
          configuration.getConf(i).getLayer());
    }
    return draft.finish();
  }

  /**
   * Copies weights, or gradients, out of Deeplearning4j's arrays.
   *
   * @param arrays by Deeplearning4j's names, such as {@code 0_W}
   */
  Parameters read(Map<String, INDArray> arrays) {
    Parameters parameters = Parameters.zeros(graph);
    for (Link link : links) {
      INDArray theirs = arrays.get(link.key());
      if (theirs == null) {
        throw new IllegalArgumentException("the network has no array " + link.key());
      }
      float[] values = theirs.dup('c').data().asFloat();
      link.fill(parameters.get(link.node(), link.role()), values);
    }
    return parameters;
  }

  /** Copies weights into Deeplearning4j's arrays. */
  void write(Parameters parameters, Map<String, INDArray> arrays) {
    for (Link link : links) {
      INDArray theirs = arrays.get(link.key());
      link.store(parameters.get(link.node(), link.role()), theirs);
    }
  }
}
