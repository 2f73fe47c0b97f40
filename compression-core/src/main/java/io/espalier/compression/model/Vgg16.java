package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Initializer;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * VGG-16 (Simonyan and Zisserman 2015, arXiv:1409.1556): five stages of 3×3 convolutions, a 2×2
 * maximum behind each, batch norm behind each convolution unless {@code norm = none}, which is the
 * paper's. The hidden layers are those for small images; the paper's, for 224×224, are {@code
 * [4096, 4096]}.
 */
@Named("vgg16")
@Meaning("VGG-16; the paper's at 224×224 has hidden = [4096, 4096] and norm = none")
public record Vgg16(
    @Meaning("Neurons of each hidden layer, with ReLU") @Default("[512]") List<Integer> hidden,
    @Meaning("What is behind each convolution: a batch norm with its activation, or that alone")
        @Default("batch")
        Norm norm,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements Zoo {
  private static final int[] CONVOLUTIONS = {2, 2, 3, 3, 3};

  /** Checks the hidden layers. */
  public Vgg16 {
    hidden = VggLayers.checked(hidden);
  }

  @Override
  public List<Layer> layers(int classes) {
    return VggLayers.of(CONVOLUTIONS, norm, hidden, classes);
  }

  @Override
  public Initializer initializer() {
    return Initializer.HE;
  }
}
