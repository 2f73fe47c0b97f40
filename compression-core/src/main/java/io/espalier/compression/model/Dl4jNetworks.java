package io.espalier.compression.model;

import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Makes, reads and writes Deeplearning4j networks. */
final class Dl4jNetworks {
  private Dl4jNetworks() {}

  /** A network of these layers with all weights 0. */
  static MultiLayerNetwork of(List<Layer> layers, Shape input, IUpdater updater) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(0)
            .weightInit(WeightInit.ZERO)
            .updater(updater)
            .list();
    layers.forEach(list::layer);
    list.setInputType(InputType.convolutional(input.height(), input.width(), input.channels()));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  /** A network of vertices with all weights 0. */
  static ComputationGraph of(ComputationGraphConfiguration configuration) {
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    return network;
  }

  /** The time is no part of a network. A builder's own {@code seed} would load native code. */
  static ComputationGraphConfiguration seedless(ComputationGraphConfiguration network) {
    network.getDefaultConfiguration().setSeed(0);
    for (GraphVertex vertex : network.getVertices().values()) {
      if (vertex instanceof LayerVertex layer) {
        layer.getLayerConf().setSeed(0);
      }
    }
    return network;
  }

  /**
   * Reads a network with its weights: a sequential one or a graph.
   *
   * @throws UncheckedIOException naming the file, if it is missing, damaged or no such network
   */
  static Model read(Path file) {
    try {
      Dl4jFile content = Dl4jFile.read(file);
      return isGraph(content) ? graph(content) : sequential(content);
    } catch (IOException | RuntimeException e) {
      throw new UncheckedIOException(
          new IOException(file + " is no readable Deeplearning4j network: " + reason(e), e));
    }
  }

  /** Sequential networks have confs instead. */
  private static boolean isGraph(Dl4jFile file) throws IOException {
    return new ObjectMapper().readTree(file.configuration()).has("vertices");
  }

  private static Model sequential(Dl4jFile file) throws IOException {
    var configuration = MultiLayerConfiguration.fromJson(file.configuration());
    long weights = 0;
    for (NeuralNetConfiguration each : configuration.getConfs()) {
      weights += each.getLayer().initializer().numParams(each);
    }
    checkLength(weights, file);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(file.coefficients(), false);
    return network;
  }

  private static Model graph(Dl4jFile file) throws IOException {
    var configuration = ComputationGraphConfiguration.fromJson(file.configuration());
    checkLength(
        configuration.getVertices().values().stream().mapToLong(v -> v.numParams(true)).sum(),
        file);
    ComputationGraph network = new ComputationGraph(configuration);
    network.init(file.coefficients(), false);
    return network;
  }

  /** Before anything is allocated for them. */
  private static void checkLength(long weights, Dl4jFile file) throws IOException {
    if (weights != file.length()) {
      throw new IOException("its layers take " + weights + " weights, but it has " + file.length());
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }

  /**
   * Writes a network beside its place and moves it there.
   *
   * @throws UncheckedIOException naming the file, if it cannot be written
   */
  static void write(Model network, Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
      Path unfinished = Files.createTempFile(absolute.getParent(), ".network", ".zip");
      try {
        ModelSerializer.writeModel(network, unfinished.toFile(), false);
        Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException("cannot write " + file + ": " + e, e));
    }
  }
}
