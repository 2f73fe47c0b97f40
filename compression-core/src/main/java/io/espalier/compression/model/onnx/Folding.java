package io.espalier.compression.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;

/** Operators on what is known when the file is read: weights seen otherwise, and shapes. */
final class Folding {
  /** No computed shape is longer. */
  private static final int LONGEST = 1 << 16;

  /** Those that take nothing but constants, and {@code Shape}. */
  static final Map<String, Operators.Operator> OPERATORS =
      Map.of(
          "Constant", Folding::constant,
          "ConstantOfShape", Folding::constantOfShape,
          "Shape", Folding::shape,
          "Cast", Folding::cast,
          "Gather", Folding::gather,
          "Slice", Folding::slice,
          "Sub", call -> arithmetic(call, Math::subtractExact),
          "Div", call -> arithmetic(call, Folding::quotient));

  private Folding() {}

  private static Value constant(Call call) {
    Attributes attributes = call.attributes();
    String name = call.output();
    Optional<TensorProto> tensor = attributes.tensor("value");
    if (tensor.isPresent()) {
      return call.tensors().read(name, tensor.get());
    }
    if (attributes.has("value_int")) {
      return Tensor.of(name, List.of(), attributes.integer("value_int", 0));
    }
    if (attributes.has("value_float")) {
      return Tensor.of(name, List.of(), attributes.real("value_float", 0));
    }
    Optional<long[]> integers = attributes.integers("value_ints");
    if (integers.isPresent()) {
      return Tensor.list(name, integers.get());
    }
    List<Float> reals =
        attributes
            .reals("value_floats")
            .orElseThrow(() -> new IllegalArgumentException("has no value of a known kind"));
    float[] values = new float[reals.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = reals.get(i);
    }
    return Tensor.of(name, List.of(values.length), values);
  }

  private static Value constantOfShape(Call call) {
    List<Integer> dims =
        Arrays.stream(call.tensor(0).integers()).mapToInt(Folding::shortExtent).boxed().toList();
    int size = dims.stream().reduce(1, Math::multiplyExact);
    checkLength(size);
    Optional<TensorProto> value = call.attributes().tensor("value");
    if (value.isEmpty()) {
      return Tensor.of(call.output(), dims, new float[size]);
    }
    Tensor one = call.tensors().read(call.output(), value.get());
    if (one.size() != 1) {
      throw new IllegalArgumentException("needs one value, got " + one.dims());
    }
    return one.picked(dims, i -> 0);
  }

  private static int shortExtent(long extent) {
    if (extent < 0 || extent > LONGEST) {
      throw new IllegalArgumentException("extents must be in [0, " + LONGEST + "], got " + extent);
    }
    return (int) extent;
  }

  private static void checkLength(long size) {
    if (size > LONGEST) {
      throw new IllegalArgumentException(
          "a shape of " + size + " numbers is longer than " + LONGEST);
    }
  }

  private static Value shape(Call call) {
    long[] dims =
        call.isConstant(0)
            ? call.tensor(0).dims().stream().mapToLong(Integer::longValue).toArray()
            : call.pendingFlow(0).dims(call.batch());
    int from = bound(call.attributes().integer("start", 0), dims.length);
    int to = bound(call.attributes().integer("end", dims.length), dims.length);
    return Tensor.list(call.output(), Arrays.copyOfRange(dims, from, Math.max(from, to)));
  }

  /** A position, perhaps from the end, within a length. */
  private static int bound(long position, int length) {
    long fromFront = position < 0 ? position + length : position;
    return (int) Math.max(0, Math.min(fromFront, length));
  }

  private static Value cast(Call call) {
    call.attributes().ignore("saturate");
    Tensor tensor = call.tensor(0);
    long to = call.attributes().integer("to", 0);
    boolean whole = to == DataType.INT64_VALUE || to == DataType.INT32_VALUE;
    if (whole && tensor.content() instanceof Tensor.Integers) {
      return tensor;
    }
    boolean fraction = to == DataType.FLOAT_VALUE;
    if (fraction && tensor.content() instanceof Tensor.Floats) {
      return tensor;
    }
    if (!whole && !fraction) {
      throw new IllegalArgumentException("only FLOAT, INT32 and INT64 are supported, got " + to);
    }
    checkLength(tensor.size());
    return whole ? truncated(tensor) : widened(tensor);
  }

  private static Tensor truncated(Tensor tensor) {
    float[] values = tensor.floats();
    long[] result = new long[values.length];
    Arrays.setAll(result, i -> (long) values[i]);
    return Tensor.of(tensor.name(), tensor.dims(), result);
  }

  private static Tensor widened(Tensor tensor) {
    long[] values = tensor.integers();
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] == Call.Context.ANY_BATCH) {
        throw anyBatch();
      }
      result[i] = values[i];
    }
    return Tensor.of(tensor.name(), tensor.dims(), result);
  }

  private static IllegalArgumentException anyBatch() {
    return new IllegalArgumentException("computes with the size of the batch, which may be any");
  }

  private static Value gather(Call call) {
    Tensor data = call.tensor(0);
    Tensor indices = call.tensor(1);
    Call.axis(call.attributes().integer("axis", 0), 1);
    if (data.dims().size() != 1 || indices.dims().size() > 1) {
      throw new IllegalArgumentException("only entries of a list can be gathered");
    }
    checkLength(indices.size());
    int[] places =
        Arrays.stream(indices.integers())
            .mapToInt(index -> Call.axis(index, data.dims().get(0)))
            .toArray();
    return data.picked(indices.dims(), i -> places[i]);
  }

  static Value concat(Call call, long axis) {
    List<long[]> lists = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < call.inputCount(); i++) {
      Tensor tensor = call.tensor(i);
      Call.axis(axis, 1);
      if (tensor.dims().size() != 1) {
        throw new IllegalArgumentException("only lists of constants can be concatenated");
      }
      size += tensor.size();
      checkLength(size);
      lists.add(tensor.integers());
    }
    return Tensor.list(call.output(), lists.stream().flatMapToLong(Arrays::stream).toArray());
  }

  private static Value slice(Call call) {
    Tensor data = call.tensor(0);
    checkLength(data.size());
    long[] starts = given(call, "starts", 1);
    long[] ends = given(call, "ends", 2);
    long[] axes = call.integers("axes", 3).orElse(upTo(starts.length));
    long[] steps = call.optional(4).map(Tensor::integers).orElse(ones(starts.length));
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw new IllegalArgumentException("needs as many starts as ends, axes and steps");
    }
    Strided view = Strided.whole(data.dims());
    for (int i = 0; i < starts.length; i++) {
      view = view.sliced(Call.axis(axes[i], data.dims().size()), starts[i], ends[i], steps[i]);
    }
    return data.picked(view.extents(), view::place);
  }

  private static long[] given(Call call, String attribute, int input) {
    return call.integers(attribute, input)
        .orElseThrow(() -> new IllegalArgumentException("needs " + attribute));
  }

  private static long[] upTo(int count) {
    long[] result = new long[count];
    Arrays.setAll(result, i -> i);
    return result;
  }

  private static long[] ones(int count) {
    long[] result = new long[count];
    Arrays.fill(result, 1);
    return result;
  }

  static Value add(Call call) {
    return arithmetic(call, Math::addExact);
  }

  static Value multiply(Call call) {
    return arithmetic(call, Math::multiplyExact);
  }

  private static long quotient(long a, long b) {
    if (b == 0) {
      throw new IllegalArgumentException("divides by 0");
    }
    return a / b;
  }

  private static Value arithmetic(Call call, LongBinaryOperator operation) {
    Tensor a = call.tensor(0);
    Tensor b = call.tensor(1);
    Tensor longer = a.size() >= b.size() ? a : b;
    if (a.size() != b.size() && a.size() != 1 && b.size() != 1) {
      throw new IllegalArgumentException("cannot combine " + a.dims() + " and " + b.dims());
    }
    checkLength(longer.size());
    long[] left = a.integers();
    long[] right = b.integers();
    long[] result = new long[longer.size()];
    for (int i = 0; i < result.length; i++) {
      long x = left[left.length == 1 ? 0 : i];
      long y = right[right.length == 1 ? 0 : i];
      if (x == Call.Context.ANY_BATCH || y == Call.Context.ANY_BATCH) {
        throw anyBatch();
      }
      result[i] = operation.applyAsLong(x, y);
    }
    return Tensor.of(call.output(), longer.dims(), result);
  }

  static Tensor reshape(Tensor tensor, long[] to, boolean zeros) {
    List<Integer> dims = new ArrayList<>();
    int open = -1;
    int known = 1;
    for (int i = 0; i < to.length; i++) {
      boolean keep = to[i] == 0 && !zeros && i < tensor.dims().size();
      int extent = keep ? tensor.dims().get(i) : Math.toIntExact(to[i]);
      if (extent == -1 && open < 0) {
        open = i;
        extent = 1;
      } else if (extent < 0) {
        throw new IllegalArgumentException("cannot become " + Arrays.toString(to));
      }
      known = Math.multiplyExact(known, extent);
      dims.add(extent);
    }
    if (open >= 0 && known > 0) {
      dims.set(open, tensor.size() / known);
    }
    return tensor.reshaped(dims);
  }

  static Tensor squeeze(Tensor tensor, Optional<long[]> axes) {
    List<Integer> dims = new ArrayList<>();
    int rank = tensor.dims().size();
    for (int i = 0; i < rank; i++) {
      int axis = i;
      boolean named =
          axes.stream()
              .flatMapToLong(Arrays::stream)
              .anyMatch(given -> Call.axis(given, rank) == axis);
      if (!named && (axes.isPresent() || tensor.dims().get(i) != 1)) {
        dims.add(tensor.dims().get(i));
      }
    }
    return tensor.reshaped(dims);
  }

  static Tensor unsqueeze(Tensor tensor, long[] axes) {
    List<Integer> dims = new ArrayList<>(tensor.dims());
    int rank = Math.addExact(dims.size(), axes.length);
    int[] places = Arrays.stream(axes).mapToInt(axis -> Call.axis(axis, rank)).sorted().toArray();
    for (int place : places) {
      dims.add(Math.min(place, dims.size()), 1);
    }
    return tensor.reshaped(dims);
  }

  static Tensor transpose(Tensor tensor, List<Integer> permutation) {
    Strided view = Strided.whole(tensor.dims()).transposed(permutation);
    return tensor.picked(view.extents(), view::place);
  }
}
