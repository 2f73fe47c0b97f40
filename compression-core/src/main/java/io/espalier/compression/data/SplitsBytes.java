package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** {@link Splits} as a stream of bytes: a magic word, classes, shape, then each part, a digest. */
final class SplitsBytes {
  private static final int MAGIC = 0x45535031;

  private SplitsBytes() {}

  static void write(Splits splits, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    Shape shape = splits.train().shape();
    out.writeInt(MAGIC);
    out.writeInt(splits.classes());
    out.writeInt(shape.height());
    out.writeInt(shape.width());
    out.writeInt(shape.channels());
    for (Images part : new Images[] {splits.train(), splits.validation(), splits.test()}) {
      out.writeInt(part.count());
      out.write(part.pixels());
      out.write(part.labels());
    }
    out.writeUTF(splits.digest());
    out.flush();
  }

  static Splits read(InputStream stream, String origin) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      int magic = in.readInt();
      if (magic != MAGIC) {
        throw new DataException(
            String.format("%s: expected magic 0x%08x, found 0x%08x", origin, MAGIC, magic));
      }
      int classes = in.readInt();
      Shape shape = new Shape(in.readInt(), in.readInt(), in.readInt());
      Splits splits =
          Splits.of(
              part(in, shape, origin), part(in, shape, origin), part(in, shape, origin), classes);
      return verified(splits, in.readUTF(), origin);
    } catch (EOFException e) {
      throw new DataException(origin + ": ends before the data set does", e);
    } catch (IllegalArgumentException | java.io.UTFDataFormatException e) {
      throw new DataException(origin + ": " + e.getMessage(), e);
    }
  }

  private static Images part(DataInputStream in, Shape shape, String origin) throws IOException {
    int count = in.readInt();
    long length = (long) count * shape.volume();
    if (count < 0 || length > Integer.MAX_VALUE - 8) {
      throw new DataException(origin + ": cannot hold " + count + " images of " + shape);
    }
    return new Images(shape, exactly(in, (int) length, origin), exactly(in, count, origin));
  }

  private static byte[] exactly(DataInputStream in, int length, String origin) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw DataException.wrongLength(origin, length, bytes.length);
    }
    return bytes;
  }

  private static Splits verified(Splits splits, String digest, String origin) {
    if (!splits.digest().equals(digest)) {
      throw new DataException(
          origin + ": expected digest " + digest + ", found " + splits.digest());
    }
    return splits;
  }
}
