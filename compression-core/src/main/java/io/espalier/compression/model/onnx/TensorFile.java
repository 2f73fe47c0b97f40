package io.espalier.compression.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;

/** Decodes the tensors of a file, whose sizes are checked first. */
final class TensorFile {
  private final ExternalData external;

  TensorFile(ExternalData external) {
    this.external = external;
  }

  /** How the numbers of a type are stored. */
  private enum Storage {
    FLOAT(4),
    DOUBLE(8),
    HALF(2),
    BRAIN(2),
    INT64(8),
    INT32(4),
    INT8(1),
    UINT8(1);

    final int bytes;

    Storage(int bytes) {
      this.bytes = bytes;
    }

    boolean isFraction() {
      return ordinal() <= BRAIN.ordinal();
    }
  }

  /**
   * The tensor, its numbers not yet decoded.
   *
   * @throws IllegalArgumentException if its type is none that is used here, or its size is wrong
   */
  Tensor read(String name, TensorProto proto) {
    try {
      return checked(name, proto);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("tensor '" + name + "': " + e.getMessage(), e);
    }
  }

  private Tensor checked(String name, TensorProto proto) {
    List<Integer> dims = dims(proto);
    int count = dims.stream().reduce(1, Math::multiplyExact);
    Storage storage = storage(proto.getDataType());
    int bytes = Math.multiplyExact(count, storage.bytes);
    if (!isExternal(proto)) {
      checkLength(proto, storage, count, bytes);
    }
    if (storage.isFraction()) {
      return new Tensor(name, dims, new Tensor.Floats(() -> floats(name, proto, storage, count)));
    }
    return new Tensor(name, dims, new Tensor.Integers(() -> integers(name, proto, storage, count)));
  }

  private static List<Integer> dims(TensorProto proto) {
    List<Integer> dims = new ArrayList<>();
    for (long extent : proto.getDimsList()) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("extents must not be negative, got " + extent);
      }
      dims.add((int) extent);
    }
    return dims;
  }

  private static Storage storage(int type) {
    DataType known = DataType.forNumber(type);
    if (known == null) {
      throw new IllegalArgumentException("there is no data type " + type);
    }
    return switch (known) {
      case FLOAT -> Storage.FLOAT;
      case DOUBLE -> Storage.DOUBLE;
      case FLOAT16 -> Storage.HALF;
      case BFLOAT16 -> Storage.BRAIN;
      case INT64 -> Storage.INT64;
      case INT32 -> Storage.INT32;
      case INT8 -> Storage.INT8;
      case UINT8, BOOL -> Storage.UINT8;
      default -> throw new IllegalArgumentException("data type " + known + " is not supported");
    };
  }

  private static boolean isExternal(TensorProto proto) {
    return proto.getDataLocation() == DataLocation.EXTERNAL;
  }

  private static boolean isRaw(TensorProto proto) {
    return !proto.getRawData().isEmpty();
  }

  private static void checkLength(TensorProto proto, Storage storage, int count, int bytes) {
    if (proto.hasSegment()) {
      throw new IllegalArgumentException("segments are not supported");
    }
    boolean raw = isRaw(proto);
    int expected = raw ? bytes : count;
    int found = raw ? proto.getRawData().size() : listed(proto, storage);
    if (found != expected) {
      throw new IllegalArgumentException(
          "%s need %d %s, got %d"
              .formatted(proto.getDimsList(), expected, raw ? "bytes" : "values", found));
    }
  }

  private static int listed(TensorProto proto, Storage storage) {
    return switch (storage) {
      case FLOAT -> proto.getFloatDataCount();
      case DOUBLE -> proto.getDoubleDataCount();
      case INT64 -> proto.getInt64DataCount();
      default -> proto.getInt32DataCount();
    };
  }

  private ByteBuffer bytes(String name, TensorProto proto, Storage storage, int count) {
    if (!isExternal(proto)) {
      return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    try {
      return external
          .read(proto, Math.multiplyExact(count, storage.bytes))
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tensor '" + name + "': " + e.getMessage(), e);
    }
  }

  private float[] floats(String name, TensorProto proto, Storage storage, int count) {
    if (!isExternal(proto) && !isRaw(proto)) {
      return listedFloats(proto, storage, count);
    }
    ByteBuffer bytes = bytes(name, proto, storage, count);
    float[] values = new float[count];
    if (storage == Storage.FLOAT) {
      bytes.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < count; i++) {
      values[i] =
          storage == Storage.DOUBLE
              ? (float) bytes.getDouble()
              : sixteen(storage, bytes.getShort());
    }
    return values;
  }

  private static float[] listedFloats(TensorProto proto, Storage storage, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (storage) {
            case FLOAT -> proto.getFloatData(i);
            case DOUBLE -> (float) proto.getDoubleData(i);
            default -> sixteen(storage, (short) proto.getInt32Data(i));
          };
    }
    return values;
  }

  private static float sixteen(Storage storage, short bits) {
    return storage == Storage.BRAIN ? Float.intBitsToFloat(bits << 16) : half(bits);
  }

  /** IEEE 754 binary16. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 0x1f -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + mantissa * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  private long[] integers(String name, TensorProto proto, Storage storage, int count) {
    if (!isExternal(proto) && !isRaw(proto)) {
      return listedIntegers(proto, storage, count);
    }
    ByteBuffer bytes = bytes(name, proto, storage, count);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (storage) {
            case INT64 -> bytes.getLong();
            case INT32 -> bytes.getInt();
            case INT8 -> bytes.get();
            default -> bytes.get() & 0xff;
          };
    }
    return values;
  }

  private static long[] listedIntegers(TensorProto proto, Storage storage, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = storage == Storage.INT64 ? proto.getInt64Data(i) : proto.getInt32Data(i);
    }
    return values;
  }
}
