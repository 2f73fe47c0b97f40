package io.espalier.compression.trial;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.pipeline.Network.LayerRounding;
import io.espalier.compression.prune.Mask;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.NetworkCodec;
import io.espalier.kernels.net.Parameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kept network as bytes: magic, id, history, network, masks, roundings, and a SHA-256 over all of
 * it at the end. Formats are canonical texts, which read back as they were.
 */
public final class KeptCodec {
  private static final int MAGIC = 0x4553504c; // "ESPL": with thresholds of inputs
  private static final int DIGEST = 32;

  private KeptCodec() {}

  /** Writes. */
  public static byte[] write(Kept kept) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(MAGIC);
      out.writeUTF(kept.id());
      out.writeInt(kept.steps());
      out.writeInt(kept.calibrationImages());
      HistoryCodec.write(kept.history(), out);
      write(kept.network(), out);
      boolean isCut = !kept.origin().equals(kept.network().graph());
      out.writeBoolean(isCut);
      if (isCut) {
        NetworkCodec.write(kept.origin(), Parameters.zeros(kept.origin()), out);
      }
      out.flush();
      bytes.write(Digests.sha256().digest(bytes.toByteArray()));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private static void write(Network network, DataOutputStream out) throws IOException {
    NetworkCodec.write(network.graph(), network.parameters(), out);
    each(network.masks(), out, mask -> write(mask, out));
    each(network.thresholds(), out, out::writeDouble);
    each(network.rounded(), out, rounding -> write(rounding, out));
    each(network.inputThresholds(), out, out::writeFloat);
  }

  private static <T> void each(Map<String, T> map, DataOutputStream out, Writing<T> writing)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<String, T> entry : map.entrySet()) {
      out.writeUTF(entry.getKey());
      writing.write(entry.getValue());
    }
  }

  private interface Writing<T> {
    void write(T value) throws IOException;
  }

  private static void write(Mask mask, DataOutputStream out) throws IOException {
    BitSet kept = new BitSet(mask.length());
    for (int i = 0; i < mask.length(); i++) {
      kept.set(i, mask.keeps(i));
    }
    byte[] bits = kept.toByteArray();
    out.writeInt(mask.length());
    out.writeInt(bits.length);
    out.write(bits);
  }

  private static void write(LayerRounding rounding, DataOutputStream out) throws IOException {
    out.writeInt(rounding.weight().length());
    out.writeInt(rounding.weight().formats().size());
    for (NumberFormat format : rounding.weight().formats()) {
      out.writeUTF(Canonical.text(format));
    }
    WeightRounding.Error error = rounding.error();
    out.writeDouble(error.min());
    out.writeDouble(error.max());
    out.writeDouble(error.meanSquared());
    out.writeDouble(error.signal());
    out.writeUTF(Canonical.text(rounding.activation()));
    out.writeBoolean(rounding.observed().isPresent());
    out.writeDouble(rounding.observed().map(Network.Range::min).orElse(0.0));
    out.writeDouble(rounding.observed().map(Network.Range::max).orElse(0.0));
  }

  /**
   * Checks magic, id and digest, without reading what is between them.
   *
   * @throws IOException if the bytes are not what {@link #write} wrote for this id
   */
  public static void check(String id, byte[] bytes) throws IOException {
    start(id, bytes);
  }

  /**
   * Reads.
   *
   * @param id whose network is wanted
   * @throws IOException if the bytes are not what {@link #write} wrote for this id
   */
  public static Kept read(String id, byte[] bytes) throws IOException {
    DataInputStream in = start(id, bytes);
    try {
      return read(id, in, bytes.length);
    } catch (IllegalArgumentException | ArithmeticException | ConfigError e) {
      throw new IOException("not a possible kept network: " + e.getMessage(), e);
    }
  }

  private static Kept read(String id, DataInputStream in, int available) throws IOException {
    int steps = in.readInt();
    int calibrationImages = in.readInt();
    TrialResult.History history = HistoryCodec.read(in);
    Network network = readNetwork(in, available);
    boolean isCut = in.readBoolean();
    Graph origin = isCut ? NetworkCodec.read(in, available).graph() : network.graph();
    return new Kept(id, steps, origin, network, history, calibrationImages);
  }

  private static DataInputStream start(String id, byte[] bytes) throws IOException {
    int length = bytes.length - DIGEST;
    if (length <= 0) {
      throw new IOException("only " + bytes.length + " bytes");
    }
    var digest = Digests.sha256();
    digest.update(bytes, 0, length);
    if (!Arrays.equals(digest.digest(), Arrays.copyOfRange(bytes, length, bytes.length))) {
      throw new IOException(
          "a digest at its end that does not match the " + length + " bytes before it");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IOException(String.format("bytes that start with %08x, not %08x", magic, MAGIC));
    }
    String found = in.readUTF();
    if (!found.equals(id)) {
      throw new IOException("the network of " + found + ", not of " + id);
    }
    return in;
  }

  private static Network readNetwork(DataInputStream in, long available) throws IOException {
    NetworkCodec.Decoded network = NetworkCodec.read(in, available);
    Map<String, Mask> masks = readEach(in, () -> readMask(in));
    Map<String, Double> thresholds = readEach(in, in::readDouble);
    Map<String, LayerRounding> rounded = readEach(in, () -> readRounding(in));
    Map<String, Float> inputs = readEach(in, in::readFloat);
    return new Network(network.graph(), network.parameters(), masks, thresholds, rounded, inputs);
  }

  private static <T> Map<String, T> readEach(DataInputStream in, Reading<T> reading)
      throws IOException {
    Map<String, T> map = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      map.put(name, reading.read());
    }
    return map;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static Mask readMask(DataInputStream in) throws IOException {
    int length = in.readInt();
    return Mask.of(BitSet.valueOf(in.readNBytes(in.readInt())), length);
  }

  private static LayerRounding readRounding(DataInputStream in) throws IOException {
    int length = in.readInt();
    int count = in.readInt();
    List<NumberFormat> formats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      formats.add(readFormat(in));
    }
    WeightRounding.Error error =
        new WeightRounding.Error(
            in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    NumberFormat activation = readFormat(in);
    boolean observed = in.readBoolean();
    Network.Range range = new Network.Range(in.readDouble(), in.readDouble());
    return new LayerRounding(
        new WeightRounding.Rounded(formats, length),
        error,
        activation,
        observed ? Optional.of(range) : Optional.empty());
  }

  private static NumberFormat readFormat(DataInputStream in) throws IOException {
    return ConfigReader.parse(in.readUTF(), NumberFormat.class);
  }
}
