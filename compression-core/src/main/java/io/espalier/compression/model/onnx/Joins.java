package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What brings activations together, or adds constants to one. */
final class Joins {
  private Joins() {}

  static Value add(Call call) {
    if (call.isConstant(0) && call.isConstant(1)) {
      return Folding.add(call);
    }
    if (call.isConstant(0)) {
      return shift(call, 1, call.tensor(0));
    }
    if (call.isConstant(1)) {
      return shift(call, 0, call.tensor(1));
    }
    Flow a = call.flow(0);
    Flow b = call.flow(1);
    if (!a.shape().equals(b.shape()) || !a.form().equals(b.form())) {
      throw new IllegalArgumentException(
          "needs activations of one shape and order, got " + a.shape() + " and " + b.shape());
    }
    return call.add(new Add(), a.form(), List.of(a, b));
  }

  /**
   * Two activations of one shape, or an image and a pixel that every pixel of it is taken times.
   */
  static Value multiply(Call call) {
    if (call.isConstant(0) && call.isConstant(1)) {
      return Folding.multiply(call);
    }
    if (call.isConstant(0) || call.isConstant(1)) {
      throw new IllegalArgumentException(
          "only two activations, or two constants, can be multiplied");
    }
    Flow a = call.spreadFlow(0);
    Flow b = call.spreadFlow(1);
    boolean pixelFirst = isPixelOf(a, b) && !isPixelOf(b, a);
    return pixelFirst ? multiply(call, b, a) : multiply(call, a, b);
  }

  private static Value multiply(Call call, Flow image, Flow factor) {
    boolean same = factor.shape().equals(image.shape()) && factor.spread().isEmpty();
    if (image.spread().isPresent()
        || !factor.form().equals(image.form())
        || !(same || isPixelOf(factor, image))) {
      throw new IllegalArgumentException(
          "needs activations of one shape and order, or an image and a number for each of its"
              + " channels, got "
              + image.shape()
              + " and "
              + factor.shape());
    }
    return call.add(new Multiply(), image.form(), List.of(image, factor));
  }

  /** Whether ONNX repeats one activation over the other, or has been told to. */
  private static boolean isPixelOf(Flow pixel, Flow image) {
    return pixel.isImage()
        && pixel.shape().equals(Shape.flat(image.shape().channels()))
        && pixel.spread().orElse(image.shape()).equals(image.shape());
  }

  /** A pixel repeated over an image, which the product with one does by itself. */
  static Value expand(Call call) {
    Flow flow = call.flow(0);
    long[] to = call.tensor(1).integers();
    long[] from = flow.dims(call.batch());
    long[] all = Broadcast.of(from, to);
    if (Arrays.equals(all, from)) {
      return call.alias(flow);
    }
    int channels = flow.shape().channels();
    if (!flow.form().equals(Form.Image.NCHW) || all[0] != from[0] || all[1] != channels) {
      throw new IllegalArgumentException(
          "only the one pixel of an image with axes NCHW can be repeated over its height and"
              + " width, got "
              + Extents.text(Arrays.stream(to).boxed().toList()));
    }
    return call.alias(flow)
        .spreadOver(new Shape(Math.toIntExact(all[2]), Math.toIntExact(all[3]), channels));
  }

  /** A constant becomes the bias of what comes before. */
  private static Value shift(Call call, int index, Tensor constants) {
    Flow flow = call.flow(index);
    if (!call.draft().hasShift(flow.node()) || !call.isSole(index)) {
      throw new IllegalArgumentException(
          "adds the constant '"
              + constants.name()
              + "' to something other than the sole use of a convolution, dense layer or batch"
              + " norm");
    }
    call.draft().shift(flow.node(), perChannel(constants, flow));
    return flow;
  }

  /**
   * A constant for each channel, in our order.
   *
   * @throws IllegalArgumentException if it does not broadcast along the channels alone
   */
  static Supplier<float[]> perChannel(Tensor constants, Flow flow) {
    int channels = flow.shape().channels();
    int lead = flow.rank() - constants.dims().size();
    for (int i = 0; i < constants.dims().size(); i++) {
      int extent = constants.dims().get(i);
      boolean along = lead + i == flow.channelAxis() && extent == channels;
      if (lead < 0 || (extent != 1 && !along)) {
        throw new IllegalArgumentException(
            "takes one constant for each of "
                + channels
                + " channels, got "
                + constants.dims()
                + " in '"
                + constants.name()
                + "'");
      }
    }
    return () -> spread(constants.floats(), channels, flow.form());
  }

  private static float[] spread(float[] values, int channels, Form form) {
    float[] result = new float[channels];
    if (values.length == 1) {
      Arrays.fill(result, values[0]);
      return result;
    }
    int[] order = form instanceof Form.Vector vector ? vector.order() : null;
    for (int c = 0; c < channels; c++) {
      result[c] = values[order == null ? c : order[c]];
    }
    return result;
  }

  static Value concat(Call call) {
    long axis = call.attributes().integer("axis", 1);
    if (allConstant(call)) {
      return Folding.concat(call, axis);
    }
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < call.inputCount(); i++) {
      flows.add(call.flow(i));
    }
    Flow first = flows.get(0);
    if (Call.axis(axis, first.rank()) != first.channelAxis()) {
      throw new IllegalArgumentException("only channels can be concatenated, got axis " + axis);
    }
    if (flows.size() == 1) {
      return call.alias(first);
    }
    return call.add(new Concat(), joined(flows), flows);
  }

  private static boolean allConstant(Call call) {
    for (int i = 0; i < call.inputCount(); i++) {
      if (!call.isConstant(i)) {
        return false;
      }
    }
    return true;
  }

  private static Form joined(List<Flow> flows) {
    Form first = flows.get(0).form();
    if (first instanceof Form.Vector) {
      return joinedVectors(flows);
    }
    for (Flow flow : flows) {
      if (!flow.form().equals(first)) {
        throw new IllegalArgumentException("needs activations with axes in one order");
      }
    }
    return first;
  }

  private static Form joinedVectors(List<Flow> flows) {
    Form.Vector joined = null;
    for (Flow flow : flows) {
      if (!(flow.form() instanceof Form.Vector vector)) {
        throw new IllegalArgumentException("cannot concatenate vectors and images");
      }
      joined = joined == null ? vector : joined.then(vector);
    }
    return joined;
  }
}
