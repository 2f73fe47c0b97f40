package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.LocalResponseNorm;
import io.espalier.kernels.net.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Batch and local response normalisation. */
final class Normalisations {
  private Normalisations() {}

  static Value batchNorm(Call call) {
    Attributes attributes = call.attributes();
    if (attributes.flag("training_mode")) {
      throw new IllegalArgumentException("is in training mode: export the network for inference");
    }
    Flow input = call.flow(0);
    if (input.channelAxis() != 1) {
      throw new IllegalArgumentException("needs its channels on axis 1");
    }
    BatchNorm layer =
        new BatchNorm(
            decimal(attributes.real("epsilon", 1e-5f)), decimal(attributes.real("momentum", 0.9f)));
    return call.add(
        layer,
        input.form(),
        List.of(input),
        Map.of(
            Role.GAMMA, Joins.perChannel(vector(call, 1, input), input),
            Role.BETA, Joins.perChannel(vector(call, 2, input), input),
            Role.MEAN, Joins.perChannel(vector(call, 3, input), input),
            Role.VARIANCE, variance(Joins.perChannel(vector(call, 4, input), input))));
  }

  /** ONNX has channels on axis 1 whatever the rank; only images are read. */
  static Value localResponse(Call call) {
    Flow input = call.image(0);
    if (input.pad().isPresent()) {
      throw new IllegalArgumentException(
          "follows a Pad, which may only come before a convolution or pooling");
    }
    Attributes attributes = call.attributes();
    long size = attributes.integer("size", 0);
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("needs a size of at least 1, got " + size);
    }
    LocalResponseNorm layer =
        new LocalResponseNorm(
            (int) size,
            decimal(attributes.real("alpha", 1e-4f)),
            decimal(attributes.real("beta", 0.75f)),
            decimal(attributes.real("bias", 1)));
    return call.add(layer, input.form(), List.of(input));
  }

  /** The number that someone wrote: 0.9 rather than 0.8999999761581421. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static Tensor vector(Call call, int index, Flow input) {
    Tensor tensor = call.tensor(index);
    int channels = input.shape().channels();
    if (!tensor.dims().equals(List.of(channels))) {
      throw new IllegalArgumentException(
          "needs [%d] values, got %s in '%s'".formatted(channels, tensor.dims(), tensor.name()));
    }
    // Seen along the channels, whatever follows them.
    return input.isImage() ? tensor.reshaped(List.of(channels, 1, 1)) : tensor;
  }

  private static Supplier<float[]> variance(Supplier<float[]> values) {
    return () -> {
      float[] variance = values.get();
      for (float value : variance) {
        if (value < 0) {
          throw new IllegalArgumentException("a variance must not be negative, got " + value);
        }
      }
      return variance;
    };
  }
}
