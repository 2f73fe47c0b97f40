package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Small colour photographs, CIFAR-100 (Krizhevsky, 2009), in its binary version. The last 5,000
 * training images are the validation part.
 */
@Named("cifar100")
@Meaning("small photographs, 32×32 RGB, 100 or 20 classes, from two files of the binary version")
public record Cifar100(
    @Meaning(
            "the folder of train.bin and test.bin; auto: $ESPALIER_DATA/cifar-100-binary if that"
                + " variable is set, else ~/.cache/espalier/data/cifar-100-binary, downloaded and"
                + " checked when absent")
        @Default("auto")
        Optional<Path> path,
    @Meaning("100 fine classes, or the 20 coarse ones they belong to") @Default("fine")
        Labels labels,
    @Meaning(FirstImages.MEANING) @Default("auto") OptionalInt testImages)
    implements DatasetSource {
  private static final PublishedArchive ARCHIVE =
      new PublishedArchive(
          "cifar-100-binary",
          URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
          Checksum.md5("03b5dce01913d631647c71ecec9e9cb8"),
          List.of("train.bin", "test.bin"));

  /** Which of the two labels of an image counts. */
  public enum Labels {
    /** 100 classes. */
    FINE(new CifarRecords.Layout(2, 1, 100)),
    /** 20 superclasses. */
    COARSE(new CifarRecords.Layout(2, 0, 20));

    private final CifarRecords.Layout layout;

    Labels(CifarRecords.Layout layout) {
      this.layout = layout;
    }
  }

  /** Checks the number of test images. */
  public Cifar100 {
    testImages = FirstImages.checked(testImages);
  }

  /** The whole set. */
  public Cifar100(Optional<Path> path, Labels labels) {
    this(path, labels, OptionalInt.empty());
  }

  @Override
  public Splits load(Downloads downloads) {
    Path folder = ARCHIVE.folder(path, downloads);
    return Splits.published(
        images(folder.resolve("train.bin"), 50_000),
        FirstImages.of(images(folder.resolve("test.bin"), 10_000), testImages, folder.toString()),
        labels.layout.classes(),
        folder.toString());
  }

  private Images images(Path file, int records) {
    CifarRecords images = new CifarRecords(labels.layout, records);
    byte[] content =
        DataFolder.read(
            file,
            "expected a file of the binary version"
                + " (https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz, MD5"
                + " 03b5dce01913d631647c71ecec9e9cb8); set path to the folder that has it");
    images.append(file.toString(), content, records);
    return images.images();
  }

  @Override
  public List<Path> paths() {
    return path.stream().toList();
  }

  @Override
  public Cifar100 withoutPath() {
    return new Cifar100(Optional.empty(), labels, testImages);
  }
}
