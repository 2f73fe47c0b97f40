package io.espalier.compression.data;

/** Where labelled images come from; the records are the choices of a configuration. */
public sealed interface DatasetSource permits Digits, Mnist, Cifar10 {
  /**
   * Reads, downloads or draws the images.
   *
   * @throws DataException if a file is missing, truncated, foreign or unreadable
   */
  Splits load();

  /** The same source without any path: all that two machines need to agree on. */
  DatasetSource withoutPath();

  /** SHA-256 of the pixels, labels and the split: what identifies the data, wherever it lies. */
  default String contentDigest() {
    return load().digest();
  }
}
