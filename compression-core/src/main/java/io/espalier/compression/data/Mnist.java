package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
        Optional<Path> path,
    @Meaning(FirstImages.MEANING) @Default("auto") OptionalInt testImages)
    implements DatasetSource {
  private static final IdxSet SET =
      IdxSet.of(
          "mnist",
          List.of(
              "https://storage.googleapis.com/cvdf-datasets/mnist/",
              "https://ossci-datasets.s3.amazonaws.com/mnist/"),
          List.of(
              Checksum.unpackedSha256(
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
              Checksum.unpackedSha256(
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
              Checksum.unpackedSha256(
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
              Checksum.unpackedSha256(
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));

  /** Checks the number of test images. */
  public Mnist {
    testImages = FirstImages.checked(testImages);
  }

  /** The whole set. */
  public Mnist(Optional<Path> path) {
    this(path, OptionalInt.empty());
  }

  @Override
  public Splits load(Downloads downloads) {
    return SET.load(path, testImages, downloads);
  }

  @Override
  public List<Path> paths() {
    return path.stream().toList();
  }

  @Override
  public Mnist withoutPath() {
    return new Mnist(Optional.empty(), testImages);
  }
}
