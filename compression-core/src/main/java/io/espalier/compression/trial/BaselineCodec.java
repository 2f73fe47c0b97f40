package io.espalier.compression.trial;

import io.espalier.compression.measure.Accuracy;
import io.espalier.kernels.net.NetworkCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A baseline as bytes: magic, id, measurements, network, and a SHA-256 over all of it at the end,
 * so that a damaged file is told from a sound one before a trial starts from it.
 */
public final class BaselineCodec {
  private static final int MAGIC = 0x45535042; // "ESPB"
  private static final int DIGEST = 32;

  private BaselineCodec() {}

  /** Writes. */
  public static byte[] write(Baseline baseline) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(MAGIC);
      out.writeUTF(baseline.id());
      out.writeInt(baseline.epochs());
      out.writeDouble(baseline.trainMillis());
      write(baseline.validation(), out);
      write(baseline.test(), out);
      NetworkCodec.write(baseline.graph(), baseline.parameters(), out);
      out.flush();
      bytes.write(Digests.sha256().digest(bytes.toByteArray()));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /**
   * Reads.
   *
   * @throws IOException if the bytes are not what {@link #write} wrote
   */
  public static Baseline read(byte[] bytes) throws IOException {
    checkDigest(bytes);
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - DIGEST));
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IOException(
          String.format("expected a baseline starting with %08x, found %08x", MAGIC, magic));
    }
    try {
      return read(in, bytes.length);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a possible baseline: " + e.getMessage(), e);
    }
  }

  private static Baseline read(DataInputStream in, int available) throws IOException {
    String id = in.readUTF();
    int epochs = in.readInt();
    double millis = in.readDouble();
    Accuracy validation = readAccuracy(in);
    Accuracy test = readAccuracy(in);
    NetworkCodec.Decoded network = NetworkCodec.read(in, available);
    return new Baseline(
        id, network.graph(), network.parameters(), validation, test, epochs, millis);
  }

  private static void checkDigest(byte[] bytes) throws IOException {
    if (bytes.length <= DIGEST) {
      throw new IOException("expected a baseline of more than 32 bytes, found " + bytes.length);
    }
    var digest = Digests.sha256();
    digest.update(bytes, 0, bytes.length - DIGEST);
    byte[] stored = Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length);
    if (!Arrays.equals(digest.digest(), stored)) {
      throw new IOException(
          "the digest at the end does not match the "
              + bytes.length
              + " bytes before it: the baseline is damaged or cut short");
    }
  }

  static void write(Accuracy accuracy, DataOutputStream out) throws IOException {
    out.writeDouble(accuracy.top1());
    out.writeDouble(accuracy.top5());
    out.writeDouble(accuracy.loss());
    out.writeInt(accuracy.images());
  }

  static Accuracy readAccuracy(DataInputStream in) throws IOException {
    return new Accuracy(in.readDouble(), in.readDouble(), in.readDouble(), in.readInt());
  }
}
