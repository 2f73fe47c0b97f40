package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks by plain nested loops in double over unpadded NHWC arrays: the oracle of programs. */
final class ReferenceNetwork {
  private final Graph graph;
  private final Map<String, Map<Role, double[]>> parameters = new HashMap<>();
  private final boolean training;

  ReferenceNetwork(Graph graph, Parameters values, boolean training) {
    this.graph = graph;
    this.training = training;
    values.forEach(
        (slot, array) ->
            parameters
                .computeIfAbsent(slot.node(), name -> new EnumMap<>(Role.class))
                .put(slot.role(), widen(array)));
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  double[] parameter(Slot slot) {
    return parameters.get(slot.node()).get(slot.role());
  }

  private double[] parameter(Node node, Role role) {
    return parameters.getOrDefault(node.name(), Map.of()).get(role);
  }

  /** All values of all nodes for the first {@code count} images. */
  Map<String, double[]> run(float[] images, int count) {
    Map<String, double[]> values = new HashMap<>();
    double[] input = new double[count * graph.input().volume()];
    for (int i = 0; i < input.length; i++) {
      input[i] = images[i];
    }
    values.put(Graph.INPUT, input);
    for (Node node : graph.nodes()) {
      List<double[]> ins = new ArrayList<>();
      node.inputs().forEach(name -> ins.add(values.get(name)));
      values.put(node.name(), node(node, ins, count));
    }
    return values;
  }

  double[] logits(float[] images, int count) {
    return run(images, count).get(graph.output().name());
  }

  double loss(float[] images, byte[] labels, int count) {
    double[] logits = logits(images, count);
    int classes = graph.classes();
    double loss = 0;
    for (int n = 0; n < count; n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[n * classes + c]);
      }
      loss += Math.log(sum) - logits[n * classes + labels[n]];
    }
    return loss / count;
  }

  private double[] node(Node node, List<double[]> ins, int count) {
    Shape in = graph.inputShapes(node).get(0);
    Shape out = graph.shape(node.name());
    double[] x = ins.get(0);
    Layer layer = node.layer();
    if (layer instanceof Convolution convolution) {
      return convolution(node, convolution, x, in, out, count);
    } else if (layer instanceof Dense) {
      return dense(node, x, in.volume(), out.channels(), count);
    } else if (layer instanceof BatchNorm norm) {
      return norm(node, norm, x, in, count);
    } else if (layer instanceof Scale) {
      double[] y = x.clone();
      for (int i = 0; i < y.length; i++) {
        y[i] *= parameter(node, Role.GAMMA)[i % in.channels()];
      }
      return y;
    } else if (layer instanceof Activation activation) {
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = activate(activation, x[i]);
      }
      return y;
    } else if (layer instanceof LocalResponseNorm norm) {
      return localResponse(norm, x, in.channels());
    } else if (layer instanceof Pooling pooling) {
      return pool(pooling, x, in, out, count);
    } else if (layer instanceof GlobalPooling pooling) {
      return pool(PoolingStep.global(pooling.kind(), in), x, in, out, count);
    } else if (layer instanceof Add) {
      double[] y = new double[x.length];
      for (double[] one : ins) {
        for (int i = 0; i < y.length; i++) {
          y[i] += one[i];
        }
      }
      return y;
    } else if (layer instanceof Multiply) {
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        int channel = i / in.volume() * out.channels() + i % out.channels();
        y[i] = x[i] * ins.get(1)[ins.get(1).length == y.length ? i : channel];
      }
      return y;
    } else if (layer instanceof Gather gather) {
      double[] y = new double[count * out.volume()];
      for (int i = 0; i < y.length; i++) {
        int pixel = i / out.channels();
        y[i] = x[pixel * in.channels() + gather.channels().get(i % out.channels())];
      }
      return y;
    } else if (layer instanceof Concat) {
      return concat(ins, graph.inputShapes(node), out, count);
    }
    return x.clone();
  }

  private double[] convolution(
      Node node, Convolution layer, double[] x, Shape in, Shape out, int count) {
    double[] weights = parameter(node, layer.weightRole());
    double[] bias = parameter(node, Role.BIAS);
    Window window = layer.window();
    int depth = in.channels() / layer.groups();
    int perGroup = out.channels() / layer.groups();
    double[] y = new double[count * out.volume()];
    int at = 0;
    for (int n = 0; n < count; n++) {
      for (int oy = 0; oy < out.height(); oy++) {
        for (int ox = 0; ox < out.width(); ox++) {
          for (int o = 0; o < out.channels(); o++) {
            double sum = bias == null ? 0 : bias[o];
            for (int ky = 0; ky < window.height(); ky++) {
              for (int kx = 0; kx < window.width(); kx++) {
                int iy =
                    oy * window.strideHeight()
                        - window.padding().top()
                        + ky * window.dilationHeight();
                int ix =
                    ox * window.strideWidth()
                        - window.padding().left()
                        + kx * window.dilationWidth();
                if (iy < 0 || ix < 0 || iy >= in.height() || ix >= in.width()) {
                  continue;
                }
                for (int c = 0; c < depth; c++) {
                  int channel = o / perGroup * depth + c;
                  int weight = ((o * window.height() + ky) * window.width() + kx) * depth + c;
                  int pixel = (n * in.height() + iy) * in.width() + ix;
                  sum += weights[weight] * x[pixel * in.channels() + channel];
                }
              }
            }
            y[at++] = sum;
          }
        }
      }
    }
    return y;
  }

  private double[] dense(Node node, double[] x, int in, int out, int count) {
    double[] weights = parameter(node, Role.WEIGHT);
    double[] bias = parameter(node, Role.BIAS);
    double[] y = new double[count * out];
    for (int n = 0; n < count; n++) {
      for (int o = 0; o < out; o++) {
        double sum = bias == null ? 0 : bias[o];
        for (int i = 0; i < in; i++) {
          sum += weights[o * in + i] * x[n * in + i];
        }
        y[n * out + o] = sum;
      }
    }
    return y;
  }

  private double[] norm(Node node, BatchNorm layer, double[] x, Shape in, int count) {
    double[] y = new double[x.length];
    int channels = in.channels();
    int pixels = count * in.pixels();
    for (int c = 0; c < channels; c++) {
      double mean = parameter(node, Role.MEAN)[c];
      double variance = parameter(node, Role.VARIANCE)[c];
      if (training) {
        mean = 0;
        for (int p = 0; p < pixels; p++) {
          mean += x[p * channels + c] / pixels;
        }
        variance = 0;
        for (int p = 0; p < pixels; p++) {
          variance += Math.pow(x[p * channels + c] - mean, 2) / pixels;
        }
      }
      double factor = parameter(node, Role.GAMMA)[c] / Math.sqrt(variance + layer.epsilon());
      for (int p = 0; p < pixels; p++) {
        y[p * channels + c] = (x[p * channels + c] - mean) * factor + parameter(node, Role.BETA)[c];
      }
    }
    return y;
  }

  private static double[] localResponse(LocalResponseNorm layer, double[] x, int channels) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int pixel = i - i % channels;
      int first = i % channels - (layer.size() - 1) / 2;
      double sum = 0;
      for (int c = Math.max(first, 0); c < Math.min(first + layer.size(), channels); c++) {
        sum += x[pixel + c] * x[pixel + c];
      }
      double divisor = layer.bias() + layer.alpha() / layer.size() * sum;
      y[i] = x[i] / Math.pow(divisor, layer.beta());
    }
    return y;
  }

  private static double activate(Activation layer, double x) {
    double alpha = layer.alpha();
    return switch (layer.kind()) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x > 0 ? x : alpha * x;
      case CLIP -> Math.min(Math.max(x, layer.low()), layer.high());
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case ELU -> x > 0 ? x : alpha * Math.expm1(x);
      case SOFTPLUS -> Math.log1p(Math.exp(x));
      case HARD_SIGMOID -> Math.min(Math.max(0.2 * x + 0.5, 0), 1);
      case HARD_TANH -> Math.min(Math.max(x, -1), 1);
      case HARD_SWISH -> x * Math.min(Math.max(x + 3, 0), 6) / 6;
      case HARD_SIGMOID_6 -> Math.min(Math.max(x + 3, 0), 6) / 6;
    };
  }

  private static double[] pool(Pooling layer, double[] x, Shape in, Shape out, int count) {
    Window window = layer.window();
    double[] y = new double[count * out.volume()];
    int at = 0;
    for (int n = 0; n < count; n++) {
      for (int oy = 0; oy < out.height(); oy++) {
        for (int ox = 0; ox < out.width(); ox++) {
          for (int c = 0; c < out.channels(); c++) {
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int counted = 0;
            for (int ky = 0; ky < window.height(); ky++) {
              for (int kx = 0; kx < window.width(); kx++) {
                int iy =
                    oy * window.strideHeight()
                        - window.padding().top()
                        + ky * window.dilationHeight();
                int ix =
                    ox * window.strideWidth()
                        - window.padding().left()
                        + kx * window.dilationWidth();
                if (iy < 0 || ix < 0 || iy >= in.height() || ix >= in.width()) {
                  continue;
                }
                double value = x[((n * in.height() + iy) * in.width() + ix) * in.channels() + c];
                max = Math.max(max, value);
                sum += value;
                counted++;
              }
            }
            boolean included = layer.counting() == Pooling.Counting.PADDING_INCLUDED;
            int divisor = included ? window.height() * window.width() : counted;
            y[at++] = layer.kind() == Pooling.Kind.MAX ? max : sum / divisor;
          }
        }
      }
    }
    return y;
  }

  private static double[] concat(List<double[]> ins, List<Shape> shapes, Shape out, int count) {
    double[] y = new double[count * out.volume()];
    int first = 0;
    for (int i = 0; i < ins.size(); i++) {
      int channels = shapes.get(i).channels();
      for (int p = 0; p < count * out.pixels(); p++) {
        System.arraycopy(ins.get(i), p * channels, y, p * out.channels() + first, channels);
      }
      first += channels;
    }
    return y;
  }
}
