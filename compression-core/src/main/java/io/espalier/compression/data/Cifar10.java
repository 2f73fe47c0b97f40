package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Small colour photographs, CIFAR-10 (Krizhevsky, 2009), in its binary version. The last 5,000
 * training images are the validation part.
 */
@Named("cifar10")
@Meaning("small photographs, 32×32 RGB, 10 classes, from the six files of the binary version")
public record Cifar10(
    @Meaning(
            "the folder of data_batch_1.bin to data_batch_5.bin and test_batch.bin; auto:"
                + " $ESPALIER_DATA/cifar-10-batches-bin if that variable is set, else"
                + " ~/.cache/espalier/data/cifar-10-batches-bin, downloaded and checked when"
                + " absent")
        @Default("auto")
        Optional<Path> path,
    @Meaning(FirstImages.MEANING) @Default("auto") OptionalInt testImages)
    implements DatasetSource {
  private static final int CLASSES = 10;
  static final CifarRecords.Layout LAYOUT = new CifarRecords.Layout(1, 0, CLASSES);
  private static final int RECORDS = 10_000;
  private static final PublishedArchive ARCHIVE =
      new PublishedArchive(
          "cifar-10-batches-bin",
          URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
          Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"),
          List.of(
              "data_batch_1.bin",
              "data_batch_2.bin",
              "data_batch_3.bin",
              "data_batch_4.bin",
              "data_batch_5.bin",
              "test_batch.bin"));

  /** Checks the number of test images. */
  public Cifar10 {
    testImages = FirstImages.checked(testImages);
  }

  /** The whole set. */
  public Cifar10(Optional<Path> path) {
    this(path, OptionalInt.empty());
  }

  @Override
  public Splits load(Downloads downloads) {
    Path folder = ARCHIVE.folder(path, downloads);
    List<Path> batches =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> folder.resolve("data_batch_" + i + ".bin"))
            .toList();
    CifarRecords training = new CifarRecords(LAYOUT, batches.size() * RECORDS);
    batches.forEach(file -> append(training, file));
    CifarRecords test = new CifarRecords(LAYOUT, RECORDS);
    append(test, folder.resolve("test_batch.bin"));
    String origin = folder.toString();
    Images first = FirstImages.of(test.images(), testImages, origin);
    return Splits.published(training.images(), first, CLASSES, origin);
  }

  private static void append(CifarRecords records, Path file) {
    byte[] content =
        DataFolder.read(
            file,
            "expected a file of the binary version (cifar-10-binary.tar.gz from"
                + " https://www.cs.toronto.edu/~kriz/cifar.html); set path to the folder that has"
                + " it");
    records.append(file.toString(), content, RECORDS);
  }

  @Override
  public List<Path> paths() {
    return path.stream().toList();
  }

  @Override
  public Cifar10 withoutPath() {
    return new Cifar10(Optional.empty(), testImages);
  }
}
