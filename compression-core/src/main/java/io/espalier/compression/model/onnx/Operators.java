package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Pooling;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operators there are, by ONNX's names. */
final class Operators {
  /** Turns one ONNX node into its value, adding to our graph what it takes. */
  @FunctionalInterface
  interface Operator {
    Value read(Call call);
  }

  private static final Map<String, Operator> ALL = all();

  private Operators() {}

  private static Map<String, Operator> all() {
    Map<String, Operator> all = new TreeMap<>();
    all.put("Conv", Products::convolution);
    all.put("Gemm", Products::gemm);
    all.put("MatMul", Products::matMul);
    all.put("BatchNormalization", Normalisations::batchNorm);
    all.put("LRN", Normalisations::localResponse);
    all.put("MaxPool", call -> Pools.pool(call, Pooling.Kind.MAX));
    all.put("AveragePool", call -> Pools.pool(call, Pooling.Kind.AVERAGE));
    all.put("GlobalMaxPool", call -> Pools.global(call, Pooling.Kind.MAX));
    all.put("GlobalAveragePool", call -> Pools.global(call, Pooling.Kind.AVERAGE));
    all.put("ReduceMean", Pools::mean);
    all.put("Add", Joins::add);
    all.put("Mul", Joins::multiply);
    all.put("Expand", Joins::expand);
    all.put("Concat", Joins::concat);
    elementwise(all);
    shapes(all);
    all.putAll(Folding.OPERATORS);
    return all;
  }

  private static void elementwise(Map<String, Operator> all) {
    all.put("Relu", call -> Elementwise.plain(call, Activation.Kind.RELU));
    all.put("Sigmoid", call -> Elementwise.plain(call, Activation.Kind.SIGMOID));
    all.put("Tanh", call -> Elementwise.plain(call, Activation.Kind.TANH));
    all.put("Softplus", call -> Elementwise.plain(call, Activation.Kind.SOFTPLUS));
    all.put("HardSwish", call -> Elementwise.plain(call, Activation.Kind.HARD_SWISH));
    all.put("LeakyRelu", Elementwise::leakyRelu);
    all.put("Elu", Elementwise::elu);
    all.put("HardSigmoid", Elementwise::hardSigmoid);
    all.put("Clip", Elementwise::clip);
  }

  private static void shapes(Map<String, Operator> all) {
    all.put("Softmax", Aliases::softmax);
    all.put("LogSoftmax", Aliases::softmax);
    all.put("Identity", Aliases::identity);
    all.put("Dropout", Aliases::dropout);
    all.put("Flatten", Aliases::flatten);
    all.put("Reshape", Aliases::reshape);
    all.put("Squeeze", Aliases::squeeze);
    all.put("Unsqueeze", Aliases::unsqueeze);
    all.put("Transpose", Aliases::transpose);
    all.put("Pad", Aliases::pad);
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The operator of that name.
   *
   * @throws IllegalArgumentException with the list of what there is
   */
  static Operator of(String name) {
    Operator operator = ALL.get(name);
    if (operator == null) {
      throw new IllegalArgumentException(
          "there is no operator " + name + "; there are " + String.join(", ", names()));
    }
    return operator;
  }
}
