package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Shape;
import java.util.Optional;

/**
 * An activation.
 *
 * @param node the node of our graph that gives it
 * @param shape its shape there, without {@code pad}
 * @param form what ONNX's axes are of it
 * @param pad zeros around it that the next window must bring
 * @param spread the image over which a pixel is repeated, which only a product with one does
 * @param softmax whether a softmax, to be left out, came last
 * @param sharing whether another ONNX value may stand for the same node
 */
record Flow(
    String node,
    Shape shape,
    Form form,
    Optional<Padding> pad,
    Optional<Shape> spread,
    Softmax softmax,
    Sharing sharing)
    implements Value {
  /** Whether a softmax came last. */
  enum Softmax {
    ABSENT,
    LEFT_OUT
  }

  /** Whether other values stand for the same node. */
  enum Sharing {
    SOLE,
    SHARED
  }

  static Flow of(String node, Shape shape, Form form) {
    return new Flow(
        node, shape, form, Optional.empty(), Optional.empty(), Softmax.ABSENT, Sharing.SOLE);
  }

  /** The same numbers seen along other axes. */
  Flow as(Form other) {
    return new Flow(node, shape, other, pad, spread, softmax, sharing);
  }

  Flow padded(Padding padding) {
    return new Flow(node, shape, form, Optional.of(padding), spread, softmax, sharing);
  }

  Flow spreadOver(Shape image) {
    return new Flow(node, shape, form, pad, Optional.of(image), softmax, sharing);
  }

  Flow softmaxed() {
    return new Flow(node, shape, form, pad, spread, Softmax.LEFT_OUT, sharing);
  }

  Flow shared() {
    return new Flow(node, shape, form, pad, spread, softmax, Sharing.SHARED);
  }

  boolean isImage() {
    return form instanceof Form.Image;
  }

  /** The number of ONNX axes. */
  int rank() {
    return isImage() ? 4 : 2;
  }

  /** ONNX's extents of everything but the batch, whose place has {@code batch}. */
  long[] dims(long batch) {
    if (!(form instanceof Form.Image image)) {
      return new long[] {batch, shape.volume()};
    }
    Padding around = pad.orElse(Padding.NONE);
    Shape seen = spread.orElse(shape);
    long[] known = {
      batch,
      shape.channels(),
      (long) seen.height() + around.top() + around.bottom(),
      (long) seen.width() + around.left() + around.right()
    };
    return image.axes().stream().mapToLong(axis -> known[axis]).toArray();
  }

  /** The position of the channels among ONNX's axes. */
  int channelAxis() {
    return form instanceof Form.Image image ? image.axes().indexOf(1) : 1;
  }
}
