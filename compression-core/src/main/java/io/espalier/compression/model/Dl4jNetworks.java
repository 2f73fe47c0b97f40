package io.espalier.compression.model;

import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.learning.config.IUpdater;

/** Makes, reads and writes Deeplearning4j networks. */
final class Dl4jNetworks {
  private Dl4jNetworks() {}

  /** A network of these layers with all weights 0. */
  static MultiLayerNetwork of(List<Layer> layers, Shape input, IUpdater updater) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(0)
            .weightInit(WeightInit.ZERO)
            .updater(updater)
            .list();
    layers.forEach(list::layer);
    list.setInputType(InputType.convolutional(input.height(), input.width(), input.channels()));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  /**
   * Reads a network with its weights.
   *
   * @throws UncheckedIOException naming the file, if it is missing, damaged or no such network
   */
  static MultiLayerNetwork read(Path file) {
    try {
      checkZip(file);
      return ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
    } catch (IOException | RuntimeException e) {
      throw new UncheckedIOException(
          new IOException(file + " is no readable Deeplearning4j network: " + reason(e), e));
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }

  /** Reads every entry to its end, which checks its CRC; Deeplearning4j itself does not. */
  private static void checkZip(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    Set<String> entries = new HashSet<>();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        zip.transferTo(OutputStream.nullOutputStream());
        entries.add(entry.getName());
      }
    }
    for (String needed :
        List.of(ModelSerializer.CONFIGURATION_JSON, ModelSerializer.COEFFICIENTS_BIN)) {
      if (!entries.contains(needed)) {
        throw new IOException("it is no zip with an entry " + needed + ", found " + entries);
      }
    }
  }

  /**
   * Writes a network beside its place and moves it there.
   *
   * @throws UncheckedIOException naming the file, if it cannot be written
   */
  static void write(MultiLayerNetwork network, Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
      Path unfinished = Files.createTempFile(absolute.getParent(), ".network", ".zip");
      try {
        ModelSerializer.writeModel(network, unfinished.toFile(), false);
        Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException("cannot write " + file + ": " + e, e));
    }
  }
}
