package io.espalier.compression.model;

import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.GlobalPooling;
import io.espalier.kernels.net.LocalResponseNorm;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** What each of Deeplearning4j's layers becomes. */
final class Rules {
  /** Adds the operations of one layer to a draft. */
  interface Rule {
    void lower(Layer layer, Draft draft);
  }

  // By exact class: a subclass computes something else.
  private static final Map<Class<? extends Layer>, Rule> RULES = new LinkedHashMap<>();

  static {
    rule(ConvolutionLayer.class, Rules::convolution);
    rule(DenseLayer.class, Rules::dense);
    rule(OutputLayer.class, Rules::output);
    rule(BatchNormalization.class, Rules::batchNorm);
    rule(LocalResponseNormalization.class, Rules::localResponse);
    rule(ActivationLayer.class, Rules::activation);
    rule(SubsamplingLayer.class, Rules::pooling);
    rule(GlobalPoolingLayer.class, Rules::globalPooling);
    rule(DropoutLayer.class, (layer, draft) -> {});
    rule(FrozenLayer.class, Rules::frozen);
  }

  /** Their axes are image, channel, height, width. */
  private static final int[] HEIGHT_AND_WIDTH = {2, 3};

  /** Or image, height, width, channel. */
  private static final int[] HEIGHT_AND_WIDTH_FIRST = {1, 2};

  private Rules() {}

  private interface Typed<L> {
    void lower(L layer, Draft draft);
  }

  private static <L extends Layer> void rule(Class<L> type, Typed<L> typed) {
    RULES.put(type, (layer, draft) -> typed.lower(type.cast(layer), draft));
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

  private static void convolution(ConvolutionLayer layer, Draft draft) {
    convolution(layer, Weights.LEARNED, draft);
  }

  private static void convolution(ConvolutionLayer layer, Weights weights, Draft draft) {
    draft.agree(layer.getCnn2dDataFormat());
    checkInputs(layer, draft.shape().channels());
    Windows.Sides sides =
        new Windows.Sides(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation());
    var window = Windows.of(sides, layer.getConvolutionMode(), draft.shape());
    int in = draft.shape().channels();
    Convolution convolution =
        new Convolution(
            Math.toIntExact(layer.getNOut()), window, 1, bias(layer.hasBias()), weights);
    draft.add(convolution);
    draft.link(
        convolution.weightRole(), "W", Orders.convolution(window.height(), window.width(), in));
    linkBias(layer.hasBias(), draft);
    activate(layer.getActivationFn(), draft);
  }

  /**
   * One that training leaves alone. A 1×1 convolution without bias is taken to pick channels, which
   * is how a shortcut is written; others are what they would be unfrozen.
   */
  private static void frozen(FrozenLayer layer, Draft draft) {
    if (layer.getLayer() instanceof ConvolutionLayer inner && Constants.mayPick(inner)) {
      convolution(inner, Weights.CONSTANT, draft);
    } else {
      of(layer.getLayer()).lower(layer.getLayer(), draft);
    }
  }

  private static void dense(DenseLayer layer, Draft draft) {
    if (layer.hasLayerNorm()) {
      throw new IllegalArgumentException("there is no layer normalisation");
    }
    product(layer, layer.hasBias(), draft);
    activate(layer.getActivationFn(), draft);
  }

  private static void output(OutputLayer layer, Draft draft) {
    if (!(layer.getActivationFn() instanceof ActivationSoftmax)
        || !(layer.getLossFn() instanceof LossMCXENT)) {
      throw new IllegalArgumentException(
          "an output must be a softmax with cross-entropy, got "
              + layer.getActivationFn()
              + " with "
              + layer.getLossFn());
    }
    product(layer, layer.hasBias(), draft);
  }

  private static void product(FeedForwardLayer layer, boolean hasBias, Draft draft) {
    Shape image = draft.flatten();
    checkInputs(layer, image.volume());
    int out = Math.toIntExact(layer.getNOut());
    draft.add(new Dense(out, bias(hasBias)));
    draft.link(Role.WEIGHT, "W", Orders.dense(out, image));
    linkBias(hasBias, draft);
  }

  private static void batchNorm(BatchNormalization layer, Draft draft) {
    if (layer.isLockGammaBeta()) {
      throw new IllegalArgumentException("a batch norm with locked gamma and beta has no place");
    }
    if (!draft.shape().isFlat()) {
      draft.agree(layer.getCnn2DFormat());
    }
    checkInputs(layer, draft.shape().channels());
    // Deeplearning4j ignores an activation given to a batch norm, and so does this.
    IntUnaryOperator order = IntUnaryOperator.identity();
    draft.add(new BatchNorm(layer.getEps(), layer.getDecay()));
    draft.link(Role.GAMMA, "gamma", order);
    draft.link(Role.BETA, "beta", order);
    draft.link(Role.MEAN, "mean", order);
    if (layer.isUseLogStd()) {
      draft.linkLogDeviation("log10stdev", order);
    } else {
      draft.link(Role.VARIANCE, "var", order);
    }
  }

  /** Deeplearning4j sums as many channels on either side, and weights the sum, not the mean. */
  private static void localResponse(LocalResponseNormalization layer, Draft draft) {
    draft.agree(layer.getDataFormat());
    int size = 2 * ((int) layer.getN() / 2) + 1;
    draft.add(new LocalResponseNorm(size, layer.getAlpha() * size, layer.getBeta(), layer.getK()));
  }

  private static void activation(ActivationLayer layer, Draft draft) {
    if (layer.getActivationFn() instanceof ActivationSoftmax) {
      draft.end();
    } else {
      draft.add(Activations.of(layer.getActivationFn()));
    }
  }

  private static void activate(IActivation function, Draft draft) {
    if (function instanceof ActivationSoftmax) {
      draft.end();
    } else {
      draft.activate(Activations.of(function));
    }
  }

  private static void pooling(SubsamplingLayer layer, Draft draft) {
    draft.agree(layer.getCnn2dDataFormat());
    Windows.Sides sides =
        new Windows.Sides(
            layer.getKernelSize(), layer.getStride(), layer.getPadding(), layer.getDilation());
    draft.add(
        new Pooling(
            kind(layer.getPoolingType()),
            Windows.of(sides, layer.getConvolutionMode(), draft.shape()),
            layer.isAvgPoolIncludePadInDivisor()
                ? Pooling.Counting.PADDING_INCLUDED
                : Pooling.Counting.PADDING_EXCLUDED));
  }

  private static void globalPooling(GlobalPoolingLayer layer, Draft draft) {
    int[] dimensions = layer.getPoolingDimensions();
    boolean whole =
        draft.isChannelsLast()
            ? Arrays.equals(dimensions, HEIGHT_AND_WIDTH_FIRST)
            : dimensions == null || Arrays.equals(dimensions, HEIGHT_AND_WIDTH);
    if (!whole || !layer.isCollapseDimensions()) {
      throw new IllegalArgumentException("global pooling must reduce all of height and width");
    }
    draft.add(new GlobalPooling(kind(layer.getPoolingType())));
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

  private static void linkBias(boolean hasBias, Draft draft) {
    if (hasBias) {
      draft.link(Role.BIAS, "b", IntUnaryOperator.identity());
    }
  }

  /** A layer of a saved network knows its inputs; one of the zoo infers them and says 0. */
  private static void checkInputs(FeedForwardLayer layer, int inputs) {
    if (layer.getNIn() != 0 && layer.getNIn() != inputs) {
      throw new IllegalArgumentException(
          "it takes " + layer.getNIn() + " inputs, but gets " + inputs);
    }
  }

  /**
   * Adds what a step before a layer does. Between image and vector, layers imply it, but for images
   * of height, width, channel, whose values are in our order already.
   *
   * @throws IllegalArgumentException if nothing does it
   */
  static void prepare(InputPreProcessor step, Draft draft) {
    if (step instanceof CnnToFeedForwardPreProcessor flat) {
      if (flat.getFormat() == CNN2DFormat.NHWC) {
        draft.flatten();
      }
    } else if (step instanceof KerasFlattenRnnPreprocessor && draft.shape().channels() == 1) {
      draft.flatten(); // of a grey image, rows of pixels
    } else if (!(step instanceof FeedForwardToCnnPreProcessor)) {
      throw new IllegalArgumentException(
          "nothing does what " + step.getClass().getSimpleName() + " does before a layer");
    }
  }
}
