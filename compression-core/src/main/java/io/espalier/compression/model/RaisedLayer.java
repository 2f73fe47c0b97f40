package io.espalier.compression.model;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.LocalResponseNorm;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Scale;
import io.espalier.kernels.net.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
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

/**
 * What a node that takes channels one by one becomes in Deeplearning4j.
 *
 * @param layer with every choice given
 * @param arrays by Deeplearning4j's name within the layer, in C order
 */
record RaisedLayer(Layer layer, Map<String, float[]> arrays) {
  /** What keeps a divisor from zero where nothing is normalised. */
  private static final double EPSILON = 1e-5;

  /**
   * The layer of a node with one input.
   *
   * @param input the shape of what it takes
   * @param order the index of our i-th channel in theirs
   * @throws IllegalArgumentException if Deeplearning4j has none that computes the same
   */
  static RaisedLayer of(Node node, Shape input, Parameters parameters, IntUnaryOperator order) {
    if (node.layer() instanceof BatchNorm norm) {
      return batchNorm(node.name(), norm, parameters, order);
    } else if (node.layer() instanceof Scale) {
      return scale(parameters.get(node.name(), Role.GAMMA), order);
    } else if (node.layer() instanceof Activation activation) {
      return plain(new ActivationLayer.Builder().activation(function(activation)).build());
    } else if (node.layer() instanceof Pooling pooling) {
      return plain(pooling(pooling, input));
    } else if (node.layer() instanceof GlobalPooling pooling) {
      return plain(new GlobalPoolingLayer.Builder(type(pooling.kind())).build());
    } else if (node.layer() instanceof LocalResponseNorm norm) {
      return plain(localResponse(norm));
    }
    throw new IllegalArgumentException("it has nothing for a " + node.layer());
  }

  private static RaisedLayer plain(Layer layer) {
    return new RaisedLayer(layer, Map.of());
  }

  private static RaisedLayer batchNorm(
      String node, BatchNorm norm, Parameters parameters, IntUnaryOperator order) {
    return new RaisedLayer(
        norm(norm.epsilon(), norm.decay()),
        Map.of(
            "gamma", ordered(parameters.get(node, Role.GAMMA), order),
            "beta", ordered(parameters.get(node, Role.BETA), order),
            "mean", ordered(parameters.get(node, Role.MEAN), order),
            "var", ordered(parameters.get(node, Role.VARIANCE), order)));
  }

  /** A batch norm that normalises nothing, not even when the network is trained. */
  private static RaisedLayer scale(float[] factors, IntUnaryOperator order) {
    float[] variance = new float[factors.length];
    Arrays.fill(variance, (float) (1 - EPSILON));
    return new RaisedLayer(
        new FrozenLayer(norm(EPSILON, 1)),
        Map.of(
            "gamma",
            ordered(factors, order),
            "beta",
            new float[factors.length],
            "mean",
            new float[factors.length],
            "var",
            variance));
  }

  /** The variance is kept as such: a logarithm does not come back to the same bits. */
  private static BatchNormalization norm(double epsilon, double decay) {
    return new BatchNormalization.Builder()
        .eps(epsilon)
        .decay(decay)
        .useLogStd(false)
        .activation(new ActivationIdentity())
        .build();
  }

  private static float[] ordered(float[] ours, IntUnaryOperator order) {
    float[] theirs = new float[ours.length];
    for (int i = 0; i < ours.length; i++) {
      theirs[order.applyAsInt(i)] = ours[i];
    }
    return theirs;
  }

  private static Layer pooling(Pooling pooling, Shape input) {
    RaisedWindow window = RaisedWindow.of(pooling.window(), input);
    if (window.isPaddedApart()) {
      throw new IllegalArgumentException("its padding differs from side to side: " + pooling);
    }
    return new SubsamplingLayer.Builder(type(pooling.kind()))
        .kernelSize(window.kernel())
        .stride(window.stride())
        .padding(window.padding())
        .dilation(window.dilation())
        .convolutionMode(window.mode())
        .avgPoolIncludePadInDivisor(pooling.counting() == Pooling.Counting.PADDING_INCLUDED)
        .build();
  }

  private static PoolingType type(Pooling.Kind kind) {
    return kind == Pooling.Kind.MAX ? PoolingType.MAX : PoolingType.AVG;
  }

  /** Deeplearning4j weights the sum of squares, not the mean. */
  private static Layer localResponse(LocalResponseNorm norm) {
    if (norm.size() % 2 == 0) {
      throw new IllegalArgumentException(
          "it normalises over an odd number of channels only, not over " + norm.size());
    }
    return new LocalResponseNormalization.Builder(
            norm.size(), norm.alpha() / norm.size(), norm.beta())
        .k(norm.bias())
        .build();
  }

  private static IActivation function(Activation activation) {
    return switch (activation.kind()) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case LEAKY_RELU -> new ActivationLReLU(activation.alpha());
      case CLIP -> clip(activation);
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
      case ELU -> new ActivationELU(activation.alpha());
      case SOFTPLUS -> new ActivationSoftPlus();
      case HARD_SIGMOID -> new ActivationHardSigmoid();
      case HARD_TANH -> new ActivationHardTanH();
      case HARD_SWISH ->
          throw new IllegalArgumentException("it has no hard swish among its activations");
      case HARD_SIGMOID_6 ->
          throw new IllegalArgumentException("its hard sigmoid has a slope of 0.2, not of 1/6");
    };
  }

  private static IActivation clip(Activation activation) {
    if (activation.low() == 0 && activation.high() == 6) {
      return new ActivationReLU6();
    } else if (activation.low() == -1 && activation.high() == 1) {
      return new ActivationHardTanH();
    }
    throw new IllegalArgumentException(
        "it clips to [0, 6] or [-1, 1] only, not to ["
            + activation.low()
            + ", "
            + activation.high()
            + "]");
  }
}
