package io.espalier.compression.model;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import java.nio.file.Path;

/** Writes networks, smaller ones and those in groups among them, for Deeplearning4j. */
public final class Dl4jExport {
  private Dl4jExport() {}

  /**
   * Writes a network as a zip that Deeplearning4j's {@code ModelSerializer.restoreComputationGraph}
   * and {@link Dl4jZip} read. Its output is the softmax of the logits. Images come in channel,
   * height, width order, as Deeplearning4j has them. The file appears whole or not at all.
   *
   * @param parameters its numbers, as they are: rounded weights stay rounded
   * @throws IllegalArgumentException naming the layer that Deeplearning4j has nothing for
   * @throws java.io.UncheckedIOException naming the file, if it cannot be written
   */
  public static void write(Graph graph, Parameters parameters, Path file) {
    Dl4jNetworks.write(Raising.raise(graph, parameters), file);
  }
}
