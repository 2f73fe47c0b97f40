package io.espalier.compression.model;

import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
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
}
