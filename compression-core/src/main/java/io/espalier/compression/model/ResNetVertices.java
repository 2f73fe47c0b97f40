package io.espalier.compression.model;

import io.espalier.kernels.net.Shape;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;

/** Residual networks as Deeplearning4j's vertices. Mutable; lives while one is built. */
final class ResNetVertices {
  private static final int STAGES = 3;
  private static final int CHANNELS = 16;

  private final GraphBuilder graph;
  private String last = "images";

  private ResNetVertices(GraphBuilder graph) {
    this.graph = graph;
  }

  /** The network with so many blocks a stage. */
  static ComputationGraphConfiguration of(int blocks, Shape input, int classes) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(
                InputType.convolutional(input.height(), input.width(), input.channels()));
    new ResNetVertices(graph).build(blocks, classes);
    return Dl4jNetworks.seedless(graph.setOutputs("fc").build());
  }

  private void build(int blocks, int classes) {
    add("conv1", convolution(CHANNELS, 1));
    add("bn1", Dl4jLayers.batchNorm("bn1"));
    add("relu1", Dl4jLayers.relu("relu1"));
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        block("layer" + (stage + 1) + "." + block + ".", CHANNELS << stage, stride);
      }
    }
    add("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    add("fc", Dl4jLayers.logits("fc", classes));
  }

  private void block(String name, int channels, int stride) {
    String from = last;
    add(name + "conv1", convolution(channels, stride));
    add(name + "bn1", Dl4jLayers.batchNorm(name + "bn1"));
    add(name + "relu1", Dl4jLayers.relu(name + "relu1"));
    add(name + "conv2", convolution(channels, 1));
    add(name + "bn2", Dl4jLayers.batchNorm(name + "bn2"));
    String branch = last;
    if (stride > 1) {
      last = from;
      add(name + "shortcut", shortcut(channels, stride));
      from = last;
    }
    graph.addVertex(name + "add", new ElementWiseVertex(ElementWiseVertex.Op.Add), branch, from);
    last = name + "add";
    add(name + "relu2", Dl4jLayers.relu(name + "relu2"));
  }

  private void add(String name, Layer layer) {
    graph.addLayer(name, layer, last);
    last = name;
  }

  private static Layer convolution(int channels, int stride) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(channels)
        .stride(stride, stride)
        .padding(1, 1)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** Every other pixel; which channels is in its weights, which nothing trains. */
  private static Layer shortcut(int channels, int stride) {
    return new FrozenLayer(
        new ConvolutionLayer.Builder(1, 1)
            .nOut(channels)
            .stride(stride, stride)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build());
  }
}
