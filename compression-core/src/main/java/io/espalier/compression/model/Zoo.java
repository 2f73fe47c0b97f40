package io.espalier.compression.model;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.NoOp;

/** A network defined here, as Deeplearning4j layers, and trained by us. */
public sealed interface Zoo extends ModelSource
    permits LeNet5, LeNet300, Vgg16, Vgg19, AlexNet, Mlp, Vgg7 {
  /** Its layers in order, each named and with its activation given; inputs are inferred. */
  List<Layer> layers(int classes);

  /** How its weights are drawn. */
  Initializer initializer();

  @Override
  default Graph graph(Shape input, int classes) {
    normalize().means(input.channels());
    return Lowering.of(layers(classes), input).graph();
  }

  @Override
  default Parameters start(Shape input, int classes, long seed) {
    return initializer().draw(graph(input, classes), seed);
  }

  @Override
  default boolean isTrained() {
    return false;
  }

  @Override
  default void save(Shape input, int classes, Parameters weights, Path file) {
    List<Layer> layers = layers(classes);
    var network = Dl4jNetworks.of(layers, input, new NoOp());
    Lowering.of(layers, input).write(weights, network.paramTable());
    Dl4jNetworks.write(network, file);
  }
}
