package io.espalier.compression.model.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;

/** Weights kept in files beside the model, and nowhere else. */
final class ExternalData {
  private final Path model;

  ExternalData(Path model) {
    this.model = model;
  }

  /**
   * The {@code length} bytes of a tensor.
   *
   * @throws IllegalArgumentException if the file is elsewhere, missing or too short
   */
  ByteBuffer read(TensorProto tensor, int length) {
    Map<String, String> entries = entries(tensor.getExternalDataList());
    long offset = number(entries, "offset", 0);
    long given = number(entries, "length", length);
    if (given != length) {
      throw new IllegalArgumentException(
          "needs " + length + " bytes of external data, but is said to have " + given);
    }
    String location = entries.getOrDefault("location", "");
    try {
      return read(file(location), offset, length);
    } catch (IOException e) {
      throw unreadable(location, e);
    }
  }

  /**
   * The file that holds a tensor's bytes.
   *
   * @throws IllegalArgumentException if it is elsewhere or missing
   */
  Path file(TensorProto tensor) {
    String location = entries(tensor.getExternalDataList()).getOrDefault("location", "");
    try {
      return file(location);
    } catch (IOException e) {
      throw unreadable(location, e);
    }
  }

  private static IllegalArgumentException unreadable(String location, IOException e) {
    return new IllegalArgumentException(
        "external data '" + location + "' cannot be read: " + e.getMessage(), e);
  }

  private static Map<String, String> entries(List<StringStringEntryProto> list) {
    Map<String, String> entries = new TreeMap<>();
    list.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  private static long number(Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "external data needs a whole number as " + key + ", got '" + text + "'", e);
    }
  }

  /** Links are followed before the check, so that none leads out. */
  private Path file(String location) throws IOException {
    Path folder = model.toAbsolutePath().normalize().getParent().toRealPath();
    Path file = folder.resolve(relative(location).toString()).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      throw outside(location);
    }
    Path real = file.toRealPath();
    if (!real.startsWith(folder)) {
      throw outside(location);
    }
    return real;
  }

  private static Path relative(String location) {
    try {
      Path path = Path.of(location);
      if (path.isAbsolute()) {
        throw outside(location);
      }
      return path;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("external data '" + location + "' is no path", e);
    }
  }

  private static IllegalArgumentException outside(String location) {
    return new IllegalArgumentException(
        "external data must be a file beside the model, got '" + location + "'");
  }

  private static ByteBuffer read(Path file, long offset, int length) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (offset < 0 || offset > channel.size() - length) {
        throw new IllegalArgumentException(
            file.getFileName()
                + " has "
                + channel.size()
                + " bytes, too few for "
                + length
                + " from byte "
                + offset);
      }
      ByteBuffer bytes = ByteBuffer.allocate(length);
      channel.position(offset);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("it ends early");
        }
      }
      return bytes.flip();
    }
  }
}
