package io.espalier.compression.data;

import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A published set of 10 classes in MNIST's four IDX files: where they lie, where they come from.
 *
 * @param name of its folder
 * @param homes where its files are, each below one of these
 * @param checksums by file name without .gz
 */
record IdxSet(String name, List<URI> homes, Map<String, Checksum> checksums) {
  private static final int CLASSES = 10;
  static final List<String> PARTS =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  /** A set whose checksums come in the order of {@link #PARTS}. */
  static IdxSet of(String name, List<String> homes, List<Checksum> checksums) {
    return new IdxSet(
        name,
        homes.stream().map(URI::create).toList(),
        Map.of(
            PARTS.get(0), checksums.get(0),
            PARTS.get(1), checksums.get(1),
            PARTS.get(2), checksums.get(2),
            PARTS.get(3), checksums.get(3)));
  }

  /** Reads the set from a folder, or from the usual place, fetching what is not there. */
  Splits load(Optional<Path> path, OptionalInt testImages, Downloads downloads) {
    return load(
        path.or(() -> DataFolder.given(name)).orElseGet(() -> fetched(downloads)), testImages);
  }

  private Path fetched(Downloads downloads) {
    Path folder = DataFolder.cached(name);
    fetch(folder, downloads);
    return folder;
  }

  /**
   * Fetches what the folder does not have yet.
   *
   * @throws DataException if that fails or is refused, saying what to put where
   */
  void fetch(Path folder, Downloads downloads) {
    List<String> missing =
        checksums.keySet().stream()
            .sorted()
            .filter(part -> !Files.isRegularFile(file(folder, part)))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    if (!(downloads instanceof Downloads.Allowed allowed)) {
      throw new DataException(
          name + " is not there, and downloads are refused; " + advice(folder, missing));
    }
    missing.forEach(part -> fetch(folder, part, allowed.progress()));
  }

  private void fetch(Path folder, String part, Downloads.Progress progress) {
    StringBuilder failures = new StringBuilder();
    for (URI home : homes) {
      URI address = home.resolve(part + ".gz");
      try {
        Download.fetch(address, folder.resolve(part + ".gz"), checksums.get(part), progress);
        return;
      } catch (IOException e) {
        failures.append("\n  ").append(address).append(": ").append(reason(e));
      }
    }
    throw new DataException(
        name + " could not be downloaded; " + advice(folder, List.of(part)) + failures);
  }

  private String advice(Path folder, List<String> parts) {
    StringBuilder text = new StringBuilder("put these into " + folder);
    text.append(" or set path to a folder that has them:");
    for (String part : parts) {
      text.append("\n  ").append(homes.get(0).resolve(part + ".gz"));
      text.append(" (").append(checksums.get(part)).append(')');
    }
    return text.toString();
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Splits load(Path folder, OptionalInt testImages) {
    Images training = images(folder, PARTS.get(0), PARTS.get(1));
    Images test = images(folder, PARTS.get(2), PARTS.get(3));
    if (!training.shape().equals(test.shape())) {
      throw new DataException(
          folder + ": training images are " + training.shape() + ", test images " + test.shape());
    }
    String origin = folder.toString();
    return Splits.published(training, FirstImages.of(test, testImages, origin), CLASSES, origin);
  }

  private Images images(Path folder, String imagesName, String labelsName) {
    Path imagesFile = file(folder, imagesName);
    Path labelsFile = file(folder, labelsName);
    Idx pixels = Idx.parse(imagesFile.toString(), read(imagesFile), 3);
    Idx labels = Idx.parse(labelsFile.toString(), read(labelsFile), 1);
    if (pixels.extents()[0] != labels.extents()[0]) {
      throw new DataException(
          labelsFile
              + ": expected "
              + pixels.extents()[0]
              + " labels, as many as images in "
              + imagesFile
              + ", found "
              + labels.extents()[0]);
    }
    checkLabels(labelsFile, labels.values());
    Shape shape = new Shape(pixels.extents()[1], pixels.extents()[2], 1);
    return new Images(shape, pixels.values(), labels.values());
  }

  private byte[] read(Path file) {
    return DataFolder.read(
        file,
        "expected the IDX file, plain or with .gz (there is one at "
            + homes.get(0)
            + "); set path to the folder that has it");
  }

  /** The file as it is, with .gz, or with the dot that some copies have before idx. */
  private static Path file(Path folder, String name) {
    List<String> names =
        List.of(
            name, name + ".gz", name.replace("-idx", ".idx"), name.replace("-idx", ".idx") + ".gz");
    return names.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(folder.resolve(name + ".gz"));
  }

  private static void checkLabels(Path file, byte[] labels) {
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) >= CLASSES) {
        throw new DataException(
            file + ": label " + i + " must be in [0, 9], found " + (labels[i] & 0xff));
      }
    }
  }
}
