package io.espalier.compression.model;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Padding;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Deeplearning4j layers as the zoo uses them: every choice given, none left to a default. */
final class Dl4jLayers {
  private Dl4jLayers() {}

  /** A square convolution with step 1, a bias and no activation. */
  static ConvolutionLayer.Builder convolution(String name, int out, int kernel, int padding) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .name(name)
        .nOut(out)
        .stride(1, 1)
        .padding(padding, padding)
        .activation(Activation.IDENTITY);
  }

  /** The maximum of each 2×2 window. */
  static Layer maxPool(String name) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .name(name)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  /** A dense layer in front of a batch norm, which would take any bias away again. */
  static Layer unbiased(String name, int out) {
    return new DenseLayer.Builder()
        .name(name)
        .nOut(out)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  static Layer dense(String name, int out, Activation activation) {
    return new DenseLayer.Builder().name(name).nOut(out).activation(activation).build();
  }

  /**
   * Batch normalisation as PyTorch's default has it. The variance is kept as such: Deeplearning4j's
   * default keeps a logarithm, which does not come back to the same bits.
   */
  static Layer batchNorm(String name) {
    return new BatchNormalization.Builder()
        .name(name)
        .eps(1e-5)
        .decay(0.9)
        .useLogStd(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  static Layer relu(String name) {
    return activation(name, Activation.RELU);
  }

  static Layer activation(String name, Activation activation) {
    return new ActivationLayer.Builder().name(name).activation(activation).build();
  }

  /** The last dense layer, whose softmax is the loss's. */
  static Layer logits(String name, int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name(name)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A convolution without activation whose window is whatever it is. */
  static ConvolutionLayer convolution(RaisedWindow window, int out, Bias bias) {
    return new ConvolutionLayer.Builder(window.kernel())
        .nOut(out)
        .stride(window.stride())
        .padding(window.padding())
        .dilation(window.dilation())
        .convolutionMode(window.mode())
        .hasBias(bias == Bias.PRESENT)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** A 1×1 convolution without bias. */
  static ConvolutionLayer pointwise(int out) {
    return new ConvolutionLayer.Builder(1, 1)
        .nOut(out)
        .stride(1, 1)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** A dense layer without activation. */
  static Layer dense(int out, Bias bias) {
    return new DenseLayer.Builder()
        .nOut(out)
        .hasBias(bias == Bias.PRESENT)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** The last dense layer, with or without a bias. */
  static Layer logits(int classes, Bias bias) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .hasBias(bias == Bias.PRESENT)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A layer that no training changes. */
  static Layer frozen(Layer layer) {
    return new FrozenLayer(layer);
  }

  /** Zeros around an image. */
  static Layer padding(Padding sides) {
    return new ZeroPaddingLayer.Builder(sides.top(), sides.bottom(), sides.left(), sides.right())
        .build();
  }

  /** A softmax with its loss and nothing else. */
  static Layer softmax() {
    return new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }
}
