package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.List;

/** How the axes of an ONNX activation relate to our height × width × channels. */
sealed interface Form {
  /** An image: which of N, C, H, W (0 to 3) each of its four axes is. */
  record Image(List<Integer> axes) implements Form {
    static final Image NCHW = new Image(List.of(0, 1, 2, 3));
    static final Image NHWC = new Image(List.of(0, 2, 3, 1));

    public Image {
      axes = List.copyOf(axes);
    }

    /** After a transposition whose axis {@code i} is axis {@code permutation[i]} of this. */
    Image transposed(List<Integer> permutation) {
      return new Image(permutation.stream().map(axes::get).toList());
    }

    /**
     * The vector that it is when flattened.
     *
     * @throws IllegalArgumentException if images of a batch are not stored one after another
     */
    Vector flattened(Shape shape) {
      if (axes.get(0) != 0) {
        throw new IllegalArgumentException(
            "flattening needs the batch as first axis, got axes " + named());
      }
      return new Vector(List.of(new Vector.Run(shape, axes)));
    }

    /** The axes by name, as in {@code NCHW}. */
    String named() {
      StringBuilder text = new StringBuilder();
      axes.forEach(axis -> text.append("NCHW".charAt(axis)));
      return text.toString();
    }
  }

  /** A vector: flattened images one after another. Only their order is kept, never written out. */
  record Vector(List<Run> runs) implements Form {
    /** A flattened image and the order of its axes; our order is H, W, C. */
    record Run(Shape shape, List<Integer> axes) {
      /** Whether their order is ours. */
      boolean isPlain() {
        List<Integer> wide = axes.stream().filter(axis -> extent(axis) > 1).toList();
        List<Integer> ours = List.of(2, 3, 1).stream().filter(axis -> extent(axis) > 1).toList();
        return wide.equals(ours);
      }

      private int extent(int axis) {
        return new int[] {1, shape.channels(), shape.height(), shape.width()}[axis];
      }

      /** Writes for each of our features the index of theirs, all shifted by {@code from}. */
      void order(int[] order, int from) {
        int[] steps = {0, 1, shape.width() * shape.channels(), shape.channels()};
        int theirs = from;
        for (int a = 0; a < extent(axes.get(1)); a++) {
          for (int b = 0; b < extent(axes.get(2)); b++) {
            int at = from + a * steps[axes.get(1)] + b * steps[axes.get(2)];
            for (int c = 0; c < extent(axes.get(3)); c++) {
              order[at + c * steps[axes.get(3)]] = theirs++;
            }
          }
        }
      }
    }

    /** A vector of that many features in our order. */
    static Vector plain(int features) {
      return new Vector(List.of(new Run(Shape.flat(features), Image.NHWC.axes())));
    }

    /** Neighbouring runs in our order are one, so that equal orders are equal. */
    public Vector {
      List<Run> merged = new ArrayList<>();
      int plain = 0;
      for (Run run : runs) {
        if (run.isPlain()) {
          plain = Math.addExact(plain, run.shape().volume());
        } else {
          flush(plain, merged);
          plain = 0;
          merged.add(run);
        }
      }
      flush(plain, merged);
      runs = List.copyOf(merged);
    }

    private static void flush(int plain, List<Run> merged) {
      if (plain > 0) {
        merged.add(new Run(Shape.flat(plain), Image.NHWC.axes()));
      }
    }

    /** This vector and then another. */
    Vector then(Vector other) {
      List<Run> both = new ArrayList<>(runs);
      both.addAll(other.runs);
      return new Vector(both);
    }

    boolean isPlain() {
      return runs.size() == 1 && runs.get(0).isPlain();
    }

    /** For each of our features the index of theirs. */
    int[] order() {
      int features = runs.stream().mapToInt(run -> run.shape().volume()).reduce(0, Math::addExact);
      int[] order = new int[features];
      int from = 0;
      for (Run run : runs) {
        run.order(order, from);
        from += run.shape().volume();
      }
      return order;
    }
  }
}
