package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Handwritten digits, MNIST (LeCun, Cortes, Burges, 1998), or any set in its four IDX files. The
 * last 5,000 training images are the validation part.
 */
@Named("mnist")
@Meaning("handwritten digits, 28×28 grey, 10 classes, from four IDX files, gzip or not")
public record Mnist(
    @Meaning(
            "the folder of the four files; auto: $ESPALIER_DATA/mnist if that variable is set, else"
                + " ~/.cache/espalier/data/mnist, downloaded and checked when absent")
        @Default("auto")
        Optional<Path> path)
    implements DatasetSource {
  private static final int CLASSES = 10;
  private static final List<String> PARTS =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  @Override
  public Splits load() {
    Path folder = path.or(() -> DataFolder.given("mnist")).orElseGet(Mnist::downloaded);
    return load(folder);
  }

  private static Path downloaded() {
    Path folder = DataFolder.cached("mnist");
    MnistDownload.into(folder);
    return folder;
  }

  private static Splits load(Path folder) {
    Images training = images(folder, PARTS.get(0), PARTS.get(1));
    Images test = images(folder, PARTS.get(2), PARTS.get(3));
    if (!training.shape().equals(test.shape())) {
      throw new DataException(
          folder + ": training images are " + training.shape() + ", test images " + test.shape());
    }
    return Splits.published(training, test, CLASSES, folder.toString());
  }

  private static Images images(Path folder, String imagesName, String labelsName) {
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

  private static byte[] read(Path file) {
    return DataFolder.read(
        file, "expected the IDX file, plain or with .gz; set path to the folder that has it");
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

  @Override
  public Mnist withoutPath() {
    return new Mnist(Optional.empty());
  }
}
