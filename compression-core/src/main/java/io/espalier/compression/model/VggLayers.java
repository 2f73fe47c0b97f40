package io.espalier.compression.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/** What VGG-16 and VGG-19 share. */
final class VggLayers {
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};
  private static final int MOST_HIDDEN = 1 << 16;

  private VggLayers() {}

  /** The hidden layers, if each has a size. */
  static List<Integer> checked(List<Integer> hidden) {
    for (int each : hidden) {
      if (each < 1 || each > MOST_HIDDEN) {
        throw new IllegalArgumentException(
            "hidden must be in [1, " + MOST_HIDDEN + "], got " + each);
      }
    }
    return List.copyOf(hidden);
  }

  /**
   * The whole network.
   *
   * @param convolutions how many of each stage
   */
  static List<Layer> of(int[] convolutions, Norm norm, List<Integer> hidden, int classes) {
    List<Layer> layers = new ArrayList<>();
    for (int stage = 0; stage < CHANNELS.length; stage++) {
      for (int i = 1; i <= convolutions[stage]; i++) {
        addConvolution(layers, (stage + 1) + "_" + i, CHANNELS[stage], norm);
      }
      layers.add(Dl4jLayers.maxPool("pool" + (stage + 1)));
    }
    addHidden(layers, hidden);
    layers.add(Dl4jLayers.logits("fc" + (hidden.size() + 1), classes));
    return layers;
  }

  private static void addConvolution(List<Layer> layers, String number, int channels, Norm norm) {
    ConvolutionLayer.Builder convolution = Dl4jLayers.convolution("conv" + number, channels, 3, 1);
    if (norm == Norm.NONE) {
      layers.add(convolution.activation(Activation.RELU).build());
      return;
    }
    layers.add(convolution.hasBias(false).build());
    layers.add(Dl4jLayers.batchNorm("bn" + number));
    layers.add(Dl4jLayers.relu("relu" + number));
  }

  /** Layers fc1, fc2, … with ReLU. */
  static void addHidden(List<Layer> layers, List<Integer> hidden) {
    for (int i = 0; i < hidden.size(); i++) {
      layers.add(Dl4jLayers.dense("fc" + (i + 1), hidden.get(i), Activation.RELU));
    }
  }
}
