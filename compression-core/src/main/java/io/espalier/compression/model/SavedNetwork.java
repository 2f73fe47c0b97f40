package io.espalier.compression.model;

import io.espalier.compression.model.onnx.OnnxModel;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A trained network as its file has it, whatever images it will be given.
 *
 * @param graph its layers
 * @param parameters its numbers
 */
public record SavedNetwork(Graph graph, Parameters parameters) {
  /** What every zip begins with: the header of its first entry. */
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /**
   * The source that reads a file: Deeplearning4j's zip, Keras's HDF5 or ONNX, told apart by
   * content, not by name.
   *
   * @throws UncheckedIOException naming the file, if it cannot be read
   */
  public static ModelSource source(Path file, Normalization normalize) {
    byte[] head = head(file);
    if (starts(head, ZIP)) {
      return new Dl4jZip(file, normalize);
    }
    return starts(head, KerasArchive.SIGNATURE)
        ? new KerasFile(file, normalize)
        : new OnnxFile(file, normalize);
  }

  /**
   * Reads a network.
   *
   * @param input the shape of its images; Keras and ONNX networks say so themselves,
   *     Deeplearning4j's zip does not
   * @throws IllegalArgumentException if the shape is missing, or the network takes another
   * @throws UncheckedIOException naming the file, if it cannot be read
   */
  public static SavedNetwork read(Path file, Optional<Shape> input) {
    ModelSource source = source(file, Normalization.NONE);
    if (source instanceof Dl4jZip zip) {
      return zip.taking(input.orElseThrow(() -> shapeless(file)));
    }
    return source instanceof KerasFile keras
        ? input.map(keras::taking).orElseGet(keras::whole)
        : onnx(file, input);
  }

  /**
   * Holds a network from a file against the images it will be given.
   *
   * @throws IllegalArgumentException naming the file, if it has another number of outputs
   */
  static void checkClasses(Path file, Graph graph, int classes) {
    if (graph.classes() != classes) {
      throw new IllegalArgumentException(
          file + " gives " + graph.classes() + " classes, but the images have " + classes);
    }
  }

  private static SavedNetwork onnx(Path file, Optional<Shape> input) {
    OnnxFile source = new OnnxFile(file, Normalization.NONE);
    var network = input.map(source::taking).orElseGet(() -> OnnxModel.read(file));
    return new SavedNetwork(network.graph(), network.parameters());
  }

  private static IllegalArgumentException shapeless(Path file) {
    return new IllegalArgumentException(
        file
            + " does not say what images it takes, as no Deeplearning4j zip does: give their height"
            + " × width × channels, such as 28x28x1");
  }

  private static boolean starts(byte[] head, byte[] signature) {
    return Arrays.equals(Arrays.copyOf(head, signature.length), signature);
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(KerasArchive.SIGNATURE.length);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(new IOException(file + ": there is no such file", e));
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException(file + " cannot be read: " + e, e));
    }
  }
}
