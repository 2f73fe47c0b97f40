package io.espalier.compression.model;

import io.espalier.kernels.net.Adam;
import io.espalier.kernels.net.Optimizer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Sgd;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** A network as Deeplearning4j trains it, and its weights as ours. Mutable: trained in place. */
public final class Trainee {
  private final Model network;
  private final Lowering lowering;

  private Trainee(Model network, Shape input) {
    this.network = network;
    this.lowering = Lowering.of(network, input);
  }

  /**
   * The network with its first weights.
   *
   * @param optimizer momentum is always Nesterov's: Deeplearning4j has no other
   */
  public static Trainee of(
      ModelSource model, Shape input, int classes, Parameters start, Optimizer optimizer) {
    try {
      Path file = Files.createTempFile("espalier-trainee", ".zip");
      try {
        model.save(input, classes, start, file);
        return new Trainee(trained(Dl4jNetworks.read(file), optimizer), input);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot hand a network to Deeplearning4j: " + e, e);
    }
  }

  /** Anew with the optimizer in its configuration, which is read when a network is made. */
  private static Model trained(Model untrained, Optimizer optimizer) {
    if (untrained instanceof ComputationGraph graph) {
      graph
          .getConfiguration()
          .getVertices()
          .values()
          .forEach(
              vertex -> {
                if (vertex instanceof LayerVertex layer) {
                  prepare(layer.getLayerConf().getLayer(), optimizer);
                }
              });
      ComputationGraph network = new ComputationGraph(graph.getConfiguration());
      network.init(graph.params(), false);
      return network;
    }
    MultiLayerNetwork list = (MultiLayerNetwork) untrained;
    list.getLayerWiseConfigurations()
        .getConfs()
        .forEach(each -> prepare(each.getLayer(), optimizer));
    MultiLayerNetwork network = new MultiLayerNetwork(list.getLayerWiseConfigurations());
    network.init(list.params(), false);
    return network;
  }

  private static void prepare(Layer layer, Optimizer optimizer) {
    if (layer instanceof BaseLayer trained) {
      trained.setIUpdater(updater(optimizer));
      trained.setBiasUpdater(null);
      if (optimizer.weightDecay() > 0) {
        trained.setRegularization(List.of(new L2Regularization(optimizer.weightDecay())));
      }
    }
  }

  private static IUpdater updater(Optimizer optimizer) {
    if (optimizer instanceof Sgd sgd) {
      return sgd.momentum() == 0
          ? new org.nd4j.linalg.learning.config.Sgd(sgd.learningRate())
          : new Nesterovs(sgd.learningRate(), sgd.momentum());
    }
    Adam adam = (Adam) optimizer;
    return new org.nd4j.linalg.learning.config.Adam(
        adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon());
  }

  /** Deeplearning4j's own, a sequential network or a graph. */
  public Model network() {
    return network;
  }

  /** Changes the step size of every layer that is trained. */
  public void rate(double learningRate) {
    if (network instanceof ComputationGraph graph) {
      graph.setLearningRate(learningRate);
    } else {
      ((MultiLayerNetwork) network).setLearningRate(learningRate);
    }
  }

  /** A copy of the weights it has now. */
  public Parameters parameters() {
    return lowering.read(
        network instanceof ComputationGraph graph
            ? graph.paramTable()
            : ((MultiLayerNetwork) network).paramTable());
  }
}
