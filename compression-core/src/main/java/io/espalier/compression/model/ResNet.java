package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.nio.file.Path;

/**
 * ResNet for small images (He et al. 2016, arXiv:1512.03385, section 4.2): three stages of 16, 32
 * and 64 channels, two 3×3 convolutions a block. Shortcuts have no parameters (option A): where
 * channels double, they take every other pixel and put zero channels on both sides.
 */
@Named("resnet")
@Meaning("ResNet for small images, 16-32-64 channels, shortcuts without parameters")
public record ResNet(
    @Meaning("Weighted layers, 6 n + 2: 20, 32, 44, 56 or 110 in the paper") @Default("20")
        int depth,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements ModelSource {
  private static final int MOST = 1202;

  /** Checks the depth. */
  public ResNet {
    if (depth < 8 || depth > MOST || depth % 6 != 2) {
      throw new IllegalArgumentException(
          "depth must be 6 n + 2 in [8, " + MOST + "], such as 20, 32 or 56, got " + depth);
    }
  }

  private Lowering lowering(Shape input, int classes) {
    normalize.means(input.channels());
    return Vertices.lower(ResNetVertices.of((depth - 2) / 6, input, classes), input);
  }

  @Override
  public Graph graph(Shape input, int classes) {
    return lowering(input, classes).graph();
  }

  @Override
  public Parameters start(Shape input, int classes, long seed) {
    Parameters weights = Initializer.HE.draw(graph(input, classes), seed);
    weights.forEach(ResNet::fixShortcut);
    return weights;
  }

  private static void fixShortcut(Slot slot, float[] values) {
    if (slot.role() == Role.CONSTANT_WEIGHT) {
      int added = slot.extents().get(0) - slot.extents().get(3);
      Constants.pick(slot, values, added / 2);
    }
  }

  @Override
  public boolean isTrained() {
    return false;
  }

  @Override
  public void save(Shape input, int classes, Parameters weights, Path file) {
    var network = Dl4jNetworks.of(ResNetVertices.of((depth - 2) / 6, input, classes));
    lowering(input, classes).write(weights, network.paramTable());
    Dl4jNetworks.write(network, file);
  }
}
