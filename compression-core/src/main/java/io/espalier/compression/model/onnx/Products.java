package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Convolutions and dense layers, their weights laid out anew. */
final class Products {
  private Products() {}

  static Value convolution(Call call) {
    Flow input = call.image(0);
    Tensor weight = call.tensor(1);
    List<Integer> dims = weight.dims();
    if (dims.size() != 4 || dims.contains(0)) {
      throw new IllegalArgumentException(
          "needs weights [out, in / groups, height, width], got " + dims);
    }
    int groups = Math.toIntExact(call.attributes().integer("group", 1));
    checkDepth(input.shape().channels(), dims.get(1), groups);
    Window window = Windows.of(call, input, kernel(call, dims));
    Map<Role, Supplier<float[]>> numbers = new HashMap<>();
    numbers.put(Role.WEIGHT, () -> channelsLast(weight.floats(), dims));
    Optional<Tensor> bias = call.optional(2);
    bias.ifPresent(it -> numbers.put(Role.BIAS, perOutput(it, dims.get(0))));
    return call.add(
        new Convolution(dims.get(0), window, groups, present(bias)),
        Form.Image.NCHW,
        List.of(input),
        numbers);
  }

  private static Bias present(Optional<Tensor> bias) {
    return bias.isPresent() ? Bias.PRESENT : Bias.ABSENT;
  }

  private static void checkDepth(int channels, int depth, int groups) {
    if (groups < 1 || (long) depth * groups != channels) {
      throw new IllegalArgumentException(
          "has weights for %d × %d channels, but its input has %d"
              .formatted(groups, depth, channels));
    }
  }

  private static int[] kernel(Call call, List<Integer> dims) {
    int[] kernel = {dims.get(2), dims.get(3)};
    if (call.attributes().has("kernel_shape")) {
      int[] said = Windows.pair(call, "kernel_shape", 1);
      if (said[0] != kernel[0] || said[1] != kernel[1]) {
        throw new IllegalArgumentException(
            "has kernel_shape " + said[0] + "×" + said[1] + ", but weights " + dims);
      }
    }
    return kernel;
  }

  /** [out][in][kernel pixels] to [out][kernel pixels][in]. */
  private static float[] channelsLast(float[] weights, List<Integer> dims) {
    int depth = dims.get(1);
    int pixels = dims.get(2) * dims.get(3);
    float[] result = new float[weights.length];
    int to = 0;
    for (int row = 0; row < weights.length; row += depth * pixels) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int channel = 0; channel < depth; channel++) {
          result[to++] = weights[row + channel * pixels + pixel];
        }
      }
    }
    return result;
  }

  private static Supplier<float[]> perOutput(Tensor bias, int out) {
    if (!bias.dims().equals(List.of(out))) {
      throw new IllegalArgumentException(
          "needs a bias of [" + out + "], got " + bias.dims() + " in '" + bias.name() + "'");
    }
    return bias::floats;
  }

  static Value gemm(Call call) {
    if (call.attributes().flag("transA")) {
      throw new IllegalArgumentException("its first input must not be transposed");
    }
    float alpha = call.attributes().real("alpha", 1);
    float beta = call.attributes().real("beta", 1);
    Columns columns = call.attributes().flag("transB") ? Columns.INPUTS : Columns.OUTPUTS;
    Flow result = dense(call, columns, alpha);
    call.optional(2)
        .ifPresent(bias -> call.draft().shift(result.node(), gemmBias(bias, beta, result)));
    return result;
  }

  private static Supplier<float[]> gemmBias(Tensor bias, float beta, Flow result) {
    Supplier<float[]> constants = Joins.perChannel(bias, result);
    return () -> scaled(constants.get(), beta);
  }

  static Value matMul(Call call) {
    return dense(call, Columns.OUTPUTS, 1);
  }

  /** What the columns of a weight matrix are. */
  private enum Columns {
    INPUTS,
    OUTPUTS
  }

  private static Flow dense(Call call, Columns columns, float alpha) {
    Form.Vector form = call.vector(0);
    Flow input = call.flow(0);
    Tensor weight = call.tensor(1);
    int in = input.shape().volume();
    List<Integer> dims = weight.dims();
    int inputs = columns == Columns.INPUTS ? 1 : 0;
    if (dims.size() != 2 || dims.get(inputs) != in || dims.contains(0)) {
      throw new IllegalArgumentException(
          "its input has " + in + " features, which weights " + dims + " do not take");
    }
    int out = dims.get(1 - inputs);
    int outStep = columns == Columns.INPUTS ? in : 1;
    int inStep = columns == Columns.INPUTS ? 1 : out;
    Supplier<float[]> weights =
        () -> scaled(matrix(weight.floats(), out, in, outStep, inStep, form), alpha);
    return call.add(
        new Dense(out, Bias.ABSENT),
        Form.Vector.plain(out),
        List.of(input),
        Map.of(Role.WEIGHT, weights));
  }

  private static float[] matrix(
      float[] weights, int out, int in, int outStep, int inStep, Form.Vector form) {
    float[] result = new float[weights.length];
    int[] order = form.order();
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        result[o * in + i] = weights[o * outStep + order[i] * inStep];
      }
    }
    return result;
  }

  private static float[] scaled(float[] values, float factor) {
    if (factor == 1) {
      return values;
    }
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] * factor;
    }
    return result;
  }
}
