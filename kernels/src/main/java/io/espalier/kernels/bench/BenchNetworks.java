package io.espalier.kernels.bench;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.LinkedHashMap;
import java.util.Map;

/** The networks whose speed is compared with other engines. */
public final class BenchNetworks {
  private BenchNetworks() {}

  /** LeNet-5 as Caffe has it: 20 and 50 valid 5 × 5, pooling, 500, 10. */
  public static Graph lenet5() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv1", new Convolution(20, Window.square(5), Bias.PRESENT));
    layers.put("pool1", Pooling.max(2));
    layers.put("conv2", new Convolution(50, Window.square(5), Bias.PRESENT));
    layers.put("pool2", Pooling.max(2));
    layers.put("flatten", new Flatten());
    layers.put("fc1", new Dense(500, Bias.PRESENT));
    layers.put("relu", Activation.relu());
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    return Graph.chain(new Shape(28, 28, 1), layers);
  }

  /** VGG7 with {@code base} channels in its first layer (32 is a quarter of its full width). */
  public static Graph vgg7(int base) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    int[] channels = {base, base, 2 * base, 2 * base, 4 * base, 4 * base};
    for (int i = 0; i < channels.length; i++) {
      layers.put("conv" + i, new Convolution(channels[i], Window.square(3).pad(1), Bias.ABSENT));
      layers.put("norm" + i, new BatchNorm(1e-5, 0.9));
      layers.put("relu" + i, Activation.relu());
      if (i % 2 == 1) {
        layers.put("pool" + i, Pooling.max(2));
      }
    }
    layers.put("flatten", new Flatten());
    layers.put("fc1", new Dense(8 * base, Bias.PRESENT));
    layers.put("relu", Activation.relu());
    layers.put("fc2", new Dense(10, Bias.PRESENT));
    return Graph.chain(new Shape(32, 32, 3), layers);
  }
}
