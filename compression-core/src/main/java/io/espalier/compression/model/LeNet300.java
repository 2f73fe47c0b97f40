package io.espalier.compression.model;

import static io.espalier.compression.model.Dl4jLayers.dense;
import static io.espalier.compression.model.Dl4jLayers.logits;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Initializer;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/** LeNet-300-100 (LeCun et al. 1998): two hidden layers of 300 and 100 with ReLU. */
@Named("lenet-300-100")
@Meaning("LeNet-300-100: fully connected, hidden layers of 300 and 100 with ReLU")
public record LeNet300(
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements Zoo {
  @Override
  public List<Layer> layers(int classes) {
    return List.of(
        dense("fc1", 300, Activation.RELU),
        dense("fc2", 100, Activation.RELU),
        logits("fc3", classes));
  }

  @Override
  public Initializer initializer() {
    return Initializer.XAVIER;
  }
}
