package io.espalier.compression.model;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Deeplearning4j's vertices as they are added, with their numbers. Mutable. */
final class Raised {
  private final GraphBuilder builder;
  private final Set<String> names;

  /** By Deeplearning4j's name of an array, its values in C order. */
  private final Map<String, float[]> arrays = new HashMap<>();

  /** A network that takes what a graph takes; the names of its nodes are taken. */
  Raised(Graph graph) {
    Shape input = graph.input();
    builder =
        new NeuralNetConfiguration.Builder()
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs(Graph.INPUT)
            .setInputTypes(
                InputType.convolutional(input.height(), input.width(), input.channels()));
    names = graph.nodes().stream().map(Node::name).collect(Collectors.toCollection(HashSet::new));
    names.add(Graph.INPUT);
  }

  /** A name for a vertex that is no node. */
  String unused(String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("two vertices would be named '" + name + "'");
    }
    return name;
  }

  String add(String name, Layer layer, String from) {
    builder.addLayer(name, layer, from);
    return name;
  }

  String join(String name, GraphVertex vertex, List<String> from) {
    builder.addVertex(name, vertex, from.toArray(String[]::new));
    return name;
  }

  void set(String vertex, String key, float[] values) {
    arrays.put(vertex + "_" + key, values);
  }

  /** Sets an array; the index of our i-th value in theirs is {@code order}'s. */
  void set(String vertex, String key, float[] ours, IntUnaryOperator order) {
    float[] theirs = new float[ours.length];
    for (int i = 0; i < ours.length; i++) {
      theirs[order.applyAsInt(i)] = ours[i];
    }
    set(vertex, key, theirs);
  }

  /** The network with its numbers. */
  ComputationGraph build(String output) {
    ComputationGraph network =
        Dl4jNetworks.of(Dl4jNetworks.seedless(builder.setOutputs(output).build()));
    Map<String, INDArray> table = network.paramTable();
    if (!table.keySet().equals(arrays.keySet())) {
      throw new IllegalStateException("arrays " + table.keySet() + ", values " + arrays.keySet());
    }
    table.forEach(
        (name, array) -> {
          float[] values = arrays.get(name);
          if (array.length() != values.length) {
            throw new IllegalStateException(
                name + " takes " + array.length() + " values, got " + values.length);
          }
          array.assign(Nd4j.create(values, array.shape(), 'c'));
        });
    return network;
  }
}
