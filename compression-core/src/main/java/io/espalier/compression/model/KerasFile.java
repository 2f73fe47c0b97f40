package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained network, sequential or functional, that Keras 2 saved whole in an HDF5 file.
 *
 * <p>A softmax behind the last layer is left off, as everywhere here: it belongs to the loss.
 */
@Named("keras")
@Meaning("A trained network, sequential or functional, that Keras 2 saved as .h5")
public record KerasFile(
    @Meaning("The file") Path path,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements ModelSource {
  @Override
  public Graph graph(Shape input, int classes) {
    return lowering(KerasNetwork.read(path), input, classes).graph();
  }

  @Override
  public Parameters start(Shape input, int classes, long seed) {
    KerasNetwork network = KerasNetwork.read(path);
    return network.parameters(path, lowering(network, input, classes));
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
    KerasNetwork network = KerasNetwork.read(path);
    lowering(network, input, classes).write(weights, network.model().paramTable());
    Dl4jNetworks.write(network.model(), file);
  }

  /** The network for the images its file says it takes, with as many classes as it has. */
  SavedNetwork whole() {
    KerasNetwork network = KerasNetwork.read(path);
    return saved(network, network.input());
  }

  /** The network for images of a shape, with as many classes as it has. */
  SavedNetwork taking(Shape input) {
    return saved(KerasNetwork.read(path), input);
  }

  private SavedNetwork saved(KerasNetwork network, Shape input) {
    Lowering lowering = network.lowering(path, input);
    return new SavedNetwork(lowering.graph(), network.parameters(path, lowering));
  }

  private Lowering lowering(KerasNetwork network, Shape input, int classes) {
    normalize.means(input.channels());
    Lowering lowering = network.lowering(path, input);
    SavedNetwork.checkClasses(path, lowering.graph(), classes);
    return lowering;
  }
}
