package io.espalier.compression.model;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Initializer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/**
 * Dense layers one after the other. With three hidden layers of 256, batch norm and no activation
 * of its own it is the SFC of Umuroglu et al. 2017 (arXiv:1612.07119), whose activation is the
 * rounding of each layer's input.
 */
@Named("mlp")
@Meaning("dense layers one after the other, with or without batch norm")
public record Mlp(
    @Meaning("Outputs of each hidden layer") List<Integer> hidden,
    @Meaning("What is behind each hidden layer: a batch norm with its activation, or that alone")
        @Default("none")
        Norm norm,
    @Meaning("Activation behind each hidden layer; identity where rounding is the activation")
        @Default("relu")
        Nonlinearity activation,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements Zoo {
  /** Activations of hidden layers. */
  public enum Nonlinearity {
    /** x. */
    IDENTITY(Activation.IDENTITY),
    /** max(x, 0). */
    RELU(Activation.RELU),
    /** x held to [−1, 1]. */
    HARD_TANH(Activation.HARDTANH);

    private final Activation activation;

    Nonlinearity(Activation activation) {
      this.activation = activation;
    }
  }

  /** Checks the sizes. */
  public Mlp {
    hidden = List.copyOf(hidden);
    for (int size : hidden) {
      if (size < 1) {
        throw new IllegalArgumentException("hidden sizes must be at least 1, got " + hidden);
      }
    }
  }

  @Override
  public List<Layer> layers(int classes) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i <= hidden.size(); i++) {
      int size = hidden.get(i - 1);
      if (norm == Norm.NONE) {
        layers.add(Dl4jLayers.dense("fc" + i, size, activation.activation));
      } else {
        layers.add(Dl4jLayers.unbiased("fc" + i, size));
        layers.add(Dl4jLayers.batchNorm("bn" + i));
        addActivation(layers, i);
      }
    }
    layers.add(Dl4jLayers.logits("fc" + (hidden.size() + 1), classes));
    return layers;
  }

  private void addActivation(List<Layer> layers, int number) {
    if (activation != Nonlinearity.IDENTITY) {
      layers.add(Dl4jLayers.activation("act" + number, activation.activation));
    }
  }

  @Override
  public Initializer initializer() {
    return Initializer.HE;
  }
}
