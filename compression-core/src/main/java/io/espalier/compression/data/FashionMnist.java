package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Pictures of clothes, Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017, arXiv:1708.07747). The last
 * 5,000 training images are the validation part.
 */
@Named("fashion-mnist")
@Meaning("clothes, 28×28 grey, 10 classes, in MNIST's four IDX files, gzip or not")
public record FashionMnist(
    @Meaning(
            "the folder of the four files; auto: $ESPALIER_DATA/fashion-mnist if that variable is"
                + " set, else ~/.cache/espalier/data/fashion-mnist, downloaded and checked when"
                + " absent")
        @Default("auto")
        Optional<Path> path,
    @Meaning(FirstImages.MEANING) @Default("auto") OptionalInt testImages)
    implements DatasetSource {
  private static final IdxSet SET =
      IdxSet.of(
          "fashion-mnist",
          List.of(
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
              "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
          List.of(
              Checksum.md5("8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
              Checksum.md5("25c81989df183df01b3e8a0aad5dffbe"),
              Checksum.md5("bef4ecab320f06d8554ea6380940ec79"),
              Checksum.md5("bb300cfdad3c16e7a12a480ee83cd310")));

  /** Checks the number of test images. */
  public FashionMnist {
    testImages = FirstImages.checked(testImages);
  }

  /** The whole set. */
  public FashionMnist(Optional<Path> path) {
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
  public FashionMnist withoutPath() {
    return new FashionMnist(Optional.empty(), testImages);
  }
}
