package io.espalier.compression.model;

import io.espalier.kernels.net.Activation;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Deeplearning4j's activation functions as ours. */
final class Activations {
  private static final Map<Class<? extends IActivation>, Activation.Kind> PLAIN =
      Map.of(
          ActivationIdentity.class, Activation.Kind.IDENTITY,
          ActivationSigmoid.class, Activation.Kind.SIGMOID,
          ActivationTanH.class, Activation.Kind.TANH,
          ActivationSoftPlus.class, Activation.Kind.SOFTPLUS,
          ActivationHardSigmoid.class, Activation.Kind.HARD_SIGMOID,
          ActivationHardTanH.class, Activation.Kind.HARD_TANH);

  private Activations() {}

  /**
   * The same function.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Activation of(IActivation theirs) {
    if (theirs instanceof ActivationReLU relu) {
      return relu(relu);
    }
    if (theirs instanceof ActivationReLU6) {
      return Activation.clip(0, 6);
    }
    if (theirs instanceof ActivationLReLU leaky) {
      return Activation.of(Activation.Kind.LEAKY_RELU, leaky.getAlpha());
    }
    if (theirs instanceof ActivationELU elu) {
      return Activation.of(Activation.Kind.ELU, elu.getAlpha());
    }
    Activation.Kind kind = theirs == null ? null : PLAIN.get(theirs.getClass());
    if (kind == null) {
      throw new IllegalArgumentException("there is no activation function " + theirs);
    }
    return Activation.of(kind);
  }

  private static Activation relu(ActivationReLU relu) {
    double slope = Objects.requireNonNullElse(relu.getNegativeSlope(), 0.0);
    double max = Objects.requireNonNullElse(relu.getMax(), 0.0);
    double threshold = Objects.requireNonNullElse(relu.getThreshold(), 0.0);
    if (max > 0 && threshold == 0 && slope == 0) {
      return Activation.clip(0, max);
    }
    if (max != 0 || threshold != 0) {
      throw new IllegalArgumentException(
          "a ReLU with a maximum of " + max + " and a threshold of " + threshold + " has no place");
    }
    return slope == 0 ? Activation.relu() : Activation.of(Activation.Kind.LEAKY_RELU, slope);
  }
}
