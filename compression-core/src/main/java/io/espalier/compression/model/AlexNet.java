package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Initializer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * AlexNet in one tower (Krizhevsky 2014, arXiv:1404.5997), as torchvision has it: five convolutions
 * with bias and ReLU, 3×3 maxima with step 2, two hidden layers of 4096.
 */
@Named("alexnet")
@Meaning("AlexNet in one tower, for images of 224×224 or at least 63×63")
public record AlexNet(
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements Zoo {
  private static final int HIDDEN = 4096;

  @Override
  public List<Layer> layers(int classes) {
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new ConvolutionLayer.Builder(11, 11)
            .name("conv1")
            .nOut(64)
            .stride(4, 4)
            .padding(2, 2)
            .activation(Activation.RELU)
            .build());
    layers.add(overlappingPool("pool1"));
    layers.add(convolution("conv2", 192, 5, 2));
    layers.add(overlappingPool("pool2"));
    layers.add(convolution("conv3", 384, 3, 1));
    layers.add(convolution("conv4", 256, 3, 1));
    layers.add(convolution("conv5", 256, 3, 1));
    layers.add(overlappingPool("pool5"));
    VggLayers.addHidden(layers, List.of(HIDDEN, HIDDEN));
    layers.add(Dl4jLayers.logits("fc3", classes));
    return layers;
  }

  private static Layer convolution(String name, int out, int kernel, int padding) {
    return Dl4jLayers.convolution(name, out, kernel, padding).activation(Activation.RELU).build();
  }

  private static Layer overlappingPool(String name) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .name(name)
        .kernelSize(3, 3)
        .stride(2, 2)
        .build();
  }

  @Override
  public Initializer initializer() {
    return Initializer.HE;
  }
}
