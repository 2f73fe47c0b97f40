package io.espalier.compression.data;

import java.nio.file.Path;
import java.util.List;

/** Where labelled images come from; the records are the choices of a configuration. */
public sealed interface DatasetSource
    permits Digits,
        Mnist,
        FashionMnist,
        Kmnist,
        Cifar10,
        Cifar100,
        ImageFolder,
        NpyPairs,
        ParquetImages {
  /**
   * Reads, downloads or draws the images.
   *
   * @throws DataException if a file is missing, truncated, foreign or unreadable
   */
  Splits load(Downloads downloads);

  /** Reads the images, downloading what is absent. */
  default Splits load() {
    return load(Downloads.ALLOWED);
  }

  /** The same source without any path: all that two machines need to agree on. */
  DatasetSource withoutPath();

  /** Where its files lie, as far as the configuration says; none for one that is drawn. */
  default List<Path> paths() {
    return List.of();
  }

  /** SHA-256 of the pixels, labels and the split: what identifies the data, wherever it lies. */
  default String contentDigest() {
    return load().digest();
  }
}
