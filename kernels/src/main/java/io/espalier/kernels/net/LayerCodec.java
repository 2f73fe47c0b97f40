package io.espalier.kernels.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One layer as bytes: a tag and its fields in order. */
final class LayerCodec {
  private static final int CONVOLUTION = 1;
  private static final int DENSE = 2;
  private static final int BATCH_NORM = 3;
  private static final int SCALE = 4;
  private static final int ACTIVATION = 5;
  private static final int POOLING = 6;
  private static final int GLOBAL_POOLING = 7;
  private static final int ADD = 8;
  private static final int CONCAT = 9;
  private static final int FLATTEN = 10;
  private static final int LOCAL_RESPONSE_NORM = 11;
  private static final int GATHER = 12;
  private static final int MULTIPLY = 13;
  private static final int MOST_CHANNELS = 1 << 20;

  private LayerCodec() {}

  static void write(Layer layer, DataOutputStream out) throws IOException {
    if (layer instanceof Convolution convolution) {
      out.writeByte(CONVOLUTION);
      out.writeInt(convolution.out());
      writeWindow(convolution.window(), out);
      out.writeInt(convolution.groups());
      out.writeByte(convolution.bias().ordinal());
      out.writeByte(convolution.weights().ordinal());
    } else if (layer instanceof Dense dense) {
      out.writeByte(DENSE);
      out.writeInt(dense.out());
      out.writeByte(dense.bias().ordinal());
    } else if (layer instanceof BatchNorm norm) {
      out.writeByte(BATCH_NORM);
      out.writeDouble(norm.epsilon());
      out.writeDouble(norm.decay());
    } else if (layer instanceof Activation activation) {
      out.writeByte(ACTIVATION);
      out.writeByte(activation.kind().ordinal());
      out.writeDouble(activation.alpha());
      out.writeDouble(activation.low());
      out.writeDouble(activation.high());
    } else if (layer instanceof Pooling pooling) {
      out.writeByte(POOLING);
      out.writeByte(pooling.kind().ordinal());
      writeWindow(pooling.window(), out);
      out.writeByte(pooling.counting().ordinal());
    } else if (layer instanceof GlobalPooling pooling) {
      out.writeByte(GLOBAL_POOLING);
      out.writeByte(pooling.kind().ordinal());
    } else if (layer instanceof LocalResponseNorm norm) {
      out.writeByte(LOCAL_RESPONSE_NORM);
      out.writeInt(norm.size());
      out.writeDouble(norm.alpha());
      out.writeDouble(norm.beta());
      out.writeDouble(norm.bias());
    } else if (layer instanceof Gather gather) {
      out.writeByte(GATHER);
      out.writeInt(gather.channels().size());
      for (int channel : gather.channels()) {
        out.writeInt(channel);
      }
    } else {
      out.writeByte(tagOfPlain(layer));
    }
  }

  private static int tagOfPlain(Layer layer) {
    if (layer instanceof Scale) {
      return SCALE;
    } else if (layer instanceof Add) {
      return ADD;
    } else if (layer instanceof Multiply) {
      return MULTIPLY;
    } else if (layer instanceof Concat) {
      return CONCAT;
    } else if (layer instanceof Flatten) {
      return FLATTEN;
    }
    throw new AssertionError("no tag for " + layer);
  }

  static Layer read(DataInputStream in) throws IOException {
    int tag = in.readByte();
    return switch (tag) {
      case CONVOLUTION ->
          new Convolution(
              in.readInt(),
              readWindow(in),
              in.readInt(),
              pick(Bias.values(), in),
              pick(Weights.values(), in));
      case DENSE -> new Dense(in.readInt(), pick(Bias.values(), in));
      case BATCH_NORM -> new BatchNorm(in.readDouble(), in.readDouble());
      case ACTIVATION ->
          new Activation(
              pick(Activation.Kind.values(), in),
              in.readDouble(),
              in.readDouble(),
              in.readDouble());
      case POOLING ->
          new Pooling(
              pick(Pooling.Kind.values(), in), readWindow(in), pick(Pooling.Counting.values(), in));
      case GLOBAL_POOLING -> new GlobalPooling(pick(Pooling.Kind.values(), in));
      case LOCAL_RESPONSE_NORM ->
          new LocalResponseNorm(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble());
      case GATHER -> readGather(in);
      case SCALE -> new Scale();
      case ADD -> new Add();
      case MULTIPLY -> new Multiply();
      case CONCAT -> new Concat();
      case FLATTEN -> new Flatten();
      default -> throw new IOException("expected a layer tag from 1 to 13, found " + tag);
    };
  }

  private static Gather readGather(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 1 || count > MOST_CHANNELS) {
      throw new IOException("expected 1 to " + MOST_CHANNELS + " channels, found " + count);
    }
    List<Integer> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(in.readInt());
    }
    return new Gather(channels);
  }

  private static <T> T pick(T[] values, DataInputStream in) throws IOException {
    int index = in.readByte();
    if (index < 0 || index >= values.length) {
      throw new IOException("expected a choice below " + values.length + ", found " + index);
    }
    return values[index];
  }

  private static void writeWindow(Window window, DataOutputStream out) throws IOException {
    out.writeInt(window.height());
    out.writeInt(window.width());
    out.writeInt(window.strideHeight());
    out.writeInt(window.strideWidth());
    out.writeInt(window.padding().top());
    out.writeInt(window.padding().left());
    out.writeInt(window.padding().bottom());
    out.writeInt(window.padding().right());
    out.writeInt(window.dilationHeight());
    out.writeInt(window.dilationWidth());
  }

  private static Window readWindow(DataInputStream in) throws IOException {
    int height = in.readInt();
    int width = in.readInt();
    int strideHeight = in.readInt();
    int strideWidth = in.readInt();
    int top = in.readInt();
    int left = in.readInt();
    Padding padding = new Padding(top, left, in.readInt(), in.readInt());
    return new Window(
        height, width, strideHeight, strideWidth, padding, in.readInt(), in.readInt());
  }
}
