package io.espalier.compression.model;

import static io.espalier.compression.model.Dl4jLayers.convolution;
import static io.espalier.compression.model.Dl4jLayers.dense;
import static io.espalier.compression.model.Dl4jLayers.logits;
import static io.espalier.compression.model.Dl4jLayers.maxPool;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Initializer;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/**
 * LeNet-5 as Caffe has it (LeCun et al. 1998; 20-50-500-10): 5×5 convolutions without padding or
 * activation, 2×2 maxima, one hidden layer of 500 with ReLU.
 */
@Named("lenet5")
@Meaning("LeNet-5 as in Caffe, 20-50-500-10, no activation after its convolutions")
public record LeNet5(
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements Zoo {
  @Override
  public List<Layer> layers(int classes) {
    return List.of(
        convolution("conv1", 20, 5, 0).build(),
        maxPool("pool1"),
        convolution("conv2", 50, 5, 0).build(),
        maxPool("pool2"),
        dense("fc1", 500, Activation.RELU),
        logits("fc2", classes));
  }

  @Override
  public Initializer initializer() {
    return Initializer.XAVIER;
  }
}
