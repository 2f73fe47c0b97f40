package io.espalier.compression.model;

import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What each of Deeplearning4j's layers becomes. */
final class Rules {
  /** Adds the operations of one layer to a chain. */
  interface Rule {
    void lower(Layer layer, Chain chain);
  }

  // By exact class: a subclass computes something else.
  private static final Map<Class<? extends Layer>, Rule> RULES = new LinkedHashMap<>();

  static {
    rule(ConvolutionLayer.class, Rules::convolution);
    rule(DenseLayer.class, Rules::dense);
    rule(OutputLayer.class, Rules::output);
    rule(BatchNormalization.class, Rules::batchNorm);
    rule(ActivationLayer.class, Rules::activation);
    rule(SubsamplingLayer.class, Rules::pooling);
    rule(GlobalPoolingLayer.class, Rules::globalPooling);
    rule(DropoutLayer.class, (layer, chain) -> {});
  }

  /** Their axes are image, channel, height, width. */
  private static final int[] HEIGHT_AND_WIDTH = {2, 3};

  private Rules() {}

  private interface Typed<L> {
    void lower(L layer, Chain chain);
  }

  private static <L extends Layer> void rule(Class<L> type, Typed<L> typed) {
    RULES.put(type, (layer, chain) -> typed.lower(type.cast(layer), chain));
  }

  /**
   * The rule for a layer.
   *
   * @throws IllegalArgumentException if there is none, with the list of those there are
   */
  static Rule of(Layer layer) {
    Rule rule = RULES.get(layer.getClass());
    if (rule == null) {
      throw new IllegalArgumentException(
          "there is no operation for a "
              + layer.getClass().getSimpleName()
              + "; there is one for "
              + RULES.keySet().stream().map(Class::getSimpleName).sorted().toList());
    }
    return rule;
  }

  private static void convolution(ConvolutionLayer layer, Chain chain) {
    checkFormat(layer.getCnn2dDataFormat());
    checkInputs(layer, chain.shape().channels());
    Windows.Sides sides =
        new Windows.Sides(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation());
    var window = Windows.of(sides, layer.getConvolutionMode(), chain.shape());
    int in = chain.shape().channels();
    chain.add(new Convolution(Math.toIntExact(layer.getNOut()), window, bias(layer.hasBias())));
    chain.link(Role.WEIGHT, "W", Orders.convolution(window.height(), window.width(), in));
    linkBias(layer.hasBias(), chain);
    chain.activate(Activations.of(layer.getActivationFn()));
  }

  private static void dense(DenseLayer layer, Chain chain) {
    if (layer.hasLayerNorm()) {
      throw new IllegalArgumentException("there is no layer normalisation");
    }
    product(layer, layer.hasBias(), chain);
    chain.activate(Activations.of(layer.getActivationFn()));
  }

  private static void output(OutputLayer layer, Chain chain) {
    if (!(layer.getActivationFn() instanceof ActivationSoftmax)
        || !(layer.getLossFn() instanceof LossMCXENT)) {
      throw new IllegalArgumentException(
          "an output must be a softmax with cross-entropy, got "
              + layer.getActivationFn()
              + " with "
              + layer.getLossFn());
    }
    product(layer, layer.hasBias(), chain);
  }

  private static void product(FeedForwardLayer layer, boolean hasBias, Chain chain) {
    Shape image = chain.flatten();
    checkInputs(layer, image.volume());
    int out = Math.toIntExact(layer.getNOut());
    chain.add(new Dense(out, bias(hasBias)));
    chain.link(Role.WEIGHT, "W", Orders.dense(out, image));
    linkBias(hasBias, chain);
  }

  private static void batchNorm(BatchNormalization layer, Chain chain) {
    if (layer.isLockGammaBeta()) {
      throw new IllegalArgumentException("a batch norm with locked gamma and beta has no place");
    }
    checkFormat(layer.getCnn2DFormat());
    checkInputs(layer, chain.shape().channels());
    // Deeplearning4j ignores an activation given to a batch norm, and so does this.
    IntUnaryOperator order = IntUnaryOperator.identity();
    chain.add(new BatchNorm(layer.getEps(), layer.getDecay()));
    chain.link(Role.GAMMA, "gamma", order);
    chain.link(Role.BETA, "beta", order);
    chain.link(Role.MEAN, "mean", order);
    if (layer.isUseLogStd()) {
      chain.linkLogDeviation("log10stdev", order);
    } else {
      chain.link(Role.VARIANCE, "var", order);
    }
  }

  private static void activation(ActivationLayer layer, Chain chain) {
    chain.add(Activations.of(layer.getActivationFn()));
  }

  private static void pooling(SubsamplingLayer layer, Chain chain) {
    checkFormat(layer.getCnn2dDataFormat());
    Windows.Sides sides =
        new Windows.Sides(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation());
    chain.add(
        new Pooling(
            kind(layer.getPoolingType()),
            Windows.of(sides, layer.getConvolutionMode(), chain.shape()),
            layer.isAvgPoolIncludePadInDivisor()
                ? Pooling.Counting.PADDING_INCLUDED
                : Pooling.Counting.PADDING_EXCLUDED));
  }

  private static void globalPooling(GlobalPoolingLayer layer, Chain chain) {
    int[] dimensions = layer.getPoolingDimensions();
    boolean whole = dimensions == null || Arrays.equals(dimensions, HEIGHT_AND_WIDTH);
    if (!whole || !layer.isCollapseDimensions()) {
      throw new IllegalArgumentException("global pooling must reduce all of height and width");
    }
    chain.add(new GlobalPooling(kind(layer.getPoolingType())));
  }

  private static Pooling.Kind kind(PoolingType type) {
    return switch (type) {
      case MAX -> Pooling.Kind.MAX;
      case AVG -> Pooling.Kind.AVERAGE;
      default -> throw new IllegalArgumentException("pooling is MAX or AVG here, got " + type);
    };
  }

  private static Bias bias(boolean hasBias) {
    return hasBias ? Bias.PRESENT : Bias.ABSENT;
  }

  private static void linkBias(boolean hasBias, Chain chain) {
    if (hasBias) {
      chain.link(Role.BIAS, "b", IntUnaryOperator.identity());
    }
  }

  /** A layer of a saved network knows its inputs; one of the zoo infers them and says 0. */
  private static void checkInputs(FeedForwardLayer layer, int inputs) {
    if (layer.getNIn() != 0 && layer.getNIn() != inputs) {
      throw new IllegalArgumentException(
          "it takes " + layer.getNIn() + " inputs, but gets " + inputs);
    }
  }

  private static void checkFormat(CNN2DFormat format) {
    if (format == CNN2DFormat.NHWC) {
      throw new IllegalArgumentException("weights in NHWC format cannot be read, only NCHW");
    }
  }
}
