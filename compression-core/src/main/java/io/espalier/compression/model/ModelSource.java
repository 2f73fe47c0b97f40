package io.espalier.compression.model;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;

/** Where a network comes from, and how it wants its images. */
public sealed interface ModelSource permits Zoo, ResNet, Dl4jZip, KerasFile, OnnxFile {
  /** What is done to pixels in [0, 1] before the network sees them. */
  Normalization normalize();

  /**
   * The network's layers for images of a shape.
   *
   * @throws IllegalArgumentException if it cannot take such images or give as many classes, naming
   *     the layer at fault
   * @throws java.io.UncheckedIOException naming the file, if it cannot be read
   */
  Graph graph(Shape input, int classes);

  /**
   * The weights it starts from: drawn from {@code seed}, or those of its file. Equal arguments give
   * equal bits.
   */
  Parameters start(Shape input, int classes, long seed);

  /** Whether {@link #start} gives trained weights. */
  boolean isTrained();

  /** The files it is read from, whose content rather than place identifies it. */
  default List<Path> files() {
    return List.of();
  }

  /**
   * Saves the network with these weights as a zip that others read: Deeplearning4j's, which {@link
   * Dl4jZip} and Deeplearning4j itself read, or for a network from ONNX one that holds its files.
   * The file appears whole or not at all.
   *
   * @throws IllegalArgumentException if such a file cannot hold these weights
   * @throws java.io.UncheckedIOException naming the file, if it cannot be written
   */
  void save(Shape input, int classes, Parameters weights, Path file);
}
