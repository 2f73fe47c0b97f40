package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Cursive Japanese, Kuzushiji-MNIST (Clanuwat et al. 2018, arXiv:1812.01718). The last 5,000
 * training images are the validation part.
 */
@Named("kmnist")
@Meaning("cursive Japanese, 28×28 grey, 10 classes, in MNIST's four IDX files, gzip or not")
public record Kmnist(
    @Meaning(
            "the folder of the four files; auto: $ESPALIER_DATA/kmnist if that variable is set,"
                + " else ~/.cache/espalier/data/kmnist, downloaded and checked when absent")
        @Default("auto")
        Optional<Path> path,
    @Meaning(FirstImages.MEANING) @Default("auto") OptionalInt testImages)
    implements DatasetSource {
  private static final IdxSet SET =
      IdxSet.of(
          "kmnist",
          List.of(
              "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
              "http://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
          List.of(
              Checksum.md5("bdb82020997e1d708af4cf47b453dcf7"),
              Checksum.md5("e144d726b3acfaa3e44228e80efcd344"),
              Checksum.md5("5c965bf0a639b31b8f53240b1b52f4d7"),
              Checksum.md5("7320c461ea6c1c855c0b718fb2a4b134")));

  /** Checks the number of test images. */
  public Kmnist {
    testImages = FirstImages.checked(testImages);
  }

  /** The whole set. */
  public Kmnist(Optional<Path> path) {
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
  public Kmnist withoutPath() {
    return new Kmnist(Optional.empty(), testImages);
  }
}
