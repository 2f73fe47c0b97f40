package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;

/** A trained network, sequential or a graph, that Deeplearning4j's serializer saved. */
@Named("dl4j")
@Meaning("A trained network, sequential or a graph, saved by Deeplearning4j as a zip")
public record Dl4jZip(
    @Meaning("The zip") Path path,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements ModelSource {
  @Override
  public Graph graph(Shape input, int classes) {
    return lowering(Dl4jNetworks.read(path), input, classes).graph();
  }

  @Override
  public Parameters start(Shape input, int classes, long seed) {
    Model network = Dl4jNetworks.read(path);
    return read(lowering(network, input, classes), network);
  }

  /** Its weights, of which the constant ones must be such. */
  private Parameters read(Lowering lowering, Model network) {
    try {
      Parameters parameters = lowering.read(network.paramTable());
      parameters.forEach(Constants::check);
      parameters.forEach(Constants::checkFinite);
      return parameters;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isTrained() {
    return true;
  }

  @Override
  public List<Path> files() {
    return List.of(path);
  }

  @Override
  public void save(Shape input, int classes, Parameters weights, Path file) {
    Model network = Dl4jNetworks.read(path);
    lowering(network, input, classes).write(weights, network.paramTable());
    Dl4jNetworks.write(network, file);
  }

  /** The network for images of a shape, with as many classes as it has. */
  SavedNetwork taking(Shape input) {
    Model network = Dl4jNetworks.read(path);
    Lowering lowering = lowering(network, input);
    return new SavedNetwork(lowering.graph(), read(lowering, network));
  }

  private Lowering lowering(Model network, Shape input) {
    try {
      return Lowering.of(network, input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path + " does not take images of " + input + ": " + e.getMessage(), e);
    }
  }

  private Lowering lowering(Model network, Shape input, int classes) {
    normalize.means(input.channels());
    Lowering lowering = lowering(network, input);
    SavedNetwork.checkClasses(path, lowering.graph(), classes);
    return lowering;
  }
}
