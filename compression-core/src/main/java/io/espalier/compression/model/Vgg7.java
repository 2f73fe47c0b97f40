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
 * VGG7 for small images (after Simonyan and Zisserman 2015, arXiv:1409.1556, as used by Li and Liu
 * 2016, arXiv:1605.04711): 3×3 convolutions of 128-128-256-256-512-512 channels with batch norm and
 * ReLU, a 2×2 maximum behind every second, a hidden layer of 1024 with ReLU.
 */
@Named("vgg7")
@Meaning("VGG7 with batch norm: 128-128-256-256-512-512 channels, 1024 hidden, times a width")
public record Vgg7(
    @Meaning("Factor on every layer's channels, the logits apart") @Default("1.0") double width,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements Zoo {
  private static final int[] CHANNELS = {128, 128, 256, 256, 512, 512};
  private static final int HIDDEN = 1024;

  /** Checks the width. */
  public Vgg7 {
    if (!(width > 0 && width <= 16)) {
      throw new IllegalArgumentException("width must be in (0, 16], got " + width);
    }
  }

  @Override
  public List<Layer> layers(int classes) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < CHANNELS.length; i++) {
      int number = i + 1;
      layers.add(
          Dl4jLayers.convolution("conv" + number, scaled(CHANNELS[i]), 3, 1)
              .hasBias(false)
              .build());
      layers.add(Dl4jLayers.batchNorm("bn" + number));
      layers.add(Dl4jLayers.relu("relu" + number));
      if (number % 2 == 0) {
        layers.add(Dl4jLayers.maxPool("pool" + number / 2));
      }
    }
    layers.add(Dl4jLayers.dense("fc1", scaled(HIDDEN), Activation.RELU));
    layers.add(Dl4jLayers.logits("fc2", classes));
    return layers;
  }

  private int scaled(int channels) {
    return Math.max(1, (int) Math.round(channels * width));
  }

  @Override
  public Initializer initializer() {
    return Initializer.HE;
  }
}
