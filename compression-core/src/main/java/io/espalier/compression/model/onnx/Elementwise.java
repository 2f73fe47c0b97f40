package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Activation;
import java.util.List;
import java.util.Optional;

/** Elementwise functions. */
final class Elementwise {
  private Elementwise() {}

  static Value plain(Call call, Activation.Kind kind) {
    return apply(call, Activation.of(kind));
  }

  private static Value apply(Call call, Activation activation) {
    Flow input = call.flow(0);
    return call.add(activation, input.form(), List.of(input));
  }

  static Value leakyRelu(Call call) {
    float alpha = call.attributes().real("alpha", 0.01f);
    return apply(call, Activation.of(Activation.Kind.LEAKY_RELU, alpha));
  }

  static Value elu(Call call) {
    float alpha = call.attributes().real("alpha", 1);
    return apply(call, Activation.of(Activation.Kind.ELU, alpha));
  }

  static Value hardSigmoid(Call call) {
    float alpha = call.attributes().real("alpha", 0.2f);
    float beta = call.attributes().real("beta", 0.5f);
    boolean sixth = Math.abs(alpha - 1f / 6) < 1e-6f;
    if ((alpha != 0.2f && !sixth) || beta != 0.5f) {
      throw new IllegalArgumentException(
          "needs alpha 0.2 or 1/6 and beta 0.5, got " + alpha + " and " + beta);
    }
    return plain(call, sixth ? Activation.Kind.HARD_SIGMOID_6 : Activation.Kind.HARD_SIGMOID);
  }

  /** Bounds are attributes up to opset 10, inputs since. */
  static Value clip(Call call) {
    float low = bound(call, "min", 1, Float.NEGATIVE_INFINITY);
    float high = bound(call, "max", 2, Float.POSITIVE_INFINITY);
    return apply(call, Activation.clip(low, high));
  }

  private static float bound(Call call, String attribute, int input, float otherwise) {
    Optional<Tensor> given = call.optional(input);
    return given.isPresent() ? given.get().single() : call.attributes().real(attribute, otherwise);
  }
}
