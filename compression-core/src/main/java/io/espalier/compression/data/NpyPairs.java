package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Images and labels as NumPy saved them. A seeded tenth of each class's training images is the
 * validation part.
 */
@Named("npy")
@Meaning("pairs of NumPy files: uint8 images [n, h, w] or [n, h, w, c], whole-number labels [n]")
public record NpyPairs(
    @Meaning("the folder of the four files") Path path,
    @Meaning("images to train on") @Default("train-images.npy") String trainImages,
    @Meaning("their classes, from 0") @Default("train-labels.npy") String trainLabels,
    @Meaning("images to report on") @Default("test-images.npy") String testImages,
    @Meaning("their classes") @Default("test-labels.npy") String testLabels,
    @Meaning("which training images are kept for validation") @Default("1") long seed)
    implements DatasetSource {
  private static final int MOST_CLASSES = 256;

  @Override
  public Splits load(Downloads downloads) {
    Images training = images(path.resolve(trainImages), path.resolve(trainLabels));
    Images test = images(path.resolve(testImages), path.resolve(testLabels));
    if (!training.shape().equals(test.shape())) {
      throw new DataException(
          path + ": training images are " + training.shape() + ", test images " + test.shape());
    }
    int classes = Math.max(training.classes(), test.classes());
    return Splits.stratified(training, test, classes, seed, path.toString());
  }

  private static Images images(Path imagesFile, Path labelsFile) {
    Block pixels = Block.read(imagesFile, NpyHeader.Elements.BYTES);
    List<Integer> extents = pixels.header.shape();
    if (extents.size() != 3 && extents.size() != 4) {
      throw new DataException(
          imagesFile + ": expected [n, height, width] or [.., channels], found " + extents);
    }
    byte[] labels = labels(labelsFile);
    if (labels.length != extents.get(0)) {
      throw new DataException(
          labelsFile
              + ": expected "
              + extents.get(0)
              + " labels, as many as images in "
              + imagesFile
              + ", found "
              + labels.length);
    }
    int channels = extents.size() == 3 ? 1 : extents.get(3);
    return new Images(
        shape(imagesFile, extents.get(1), extents.get(2), channels), pixels.bytes(), labels);
  }

  private static Shape shape(Path file, int height, int width, int channels) {
    try {
      return new Shape(height, width, channels);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] labels(Path file) {
    Block block = Block.read(file, NpyHeader.Elements.WHOLE);
    if (block.header.shape().size() != 1 || block.header.shape().get(0) == 0) {
      throw new DataException(file + ": expected labels [n], found " + block.header.shape());
    }
    byte[] labels = new byte[block.header.shape().get(0)];
    for (int i = 0; i < labels.length; i++) {
      long label = block.whole(i);
      if (label < 0 || label >= MOST_CLASSES) {
        throw new DataException(
            file + ": label " + i + " must be in [0, " + (MOST_CLASSES - 1) + "], found " + label);
      }
      labels[i] = (byte) label;
    }
    return labels;
  }

  /** The data of a file behind its header. */
  private record Block(NpyHeader header, byte[] file) {
    static Block read(Path path, NpyHeader.Elements elements) {
      byte[] file = DataFolder.read(path, "expected a file that numpy.save wrote");
      NpyHeader header = NpyHeader.parse(path.toString(), file, elements);
      long expected = header.length() + Npy.volume(header.shape()) * header.elementBytes();
      if (file.length != expected) {
        throw DataException.wrongLength(path.toString(), expected, file.length);
      }
      return new Block(header, file);
    }

    byte[] bytes() {
      return Arrays.copyOfRange(file, header.length(), file.length);
    }

    /** A whole number; one of 2^15 or more that is unsigned comes out below 0. */
    long whole(int index) {
      int at = header.length() + index * header.elementBytes();
      ByteBuffer data = ByteBuffer.wrap(file).order(header.order());
      return switch (header.elementBytes()) {
        case 1 -> header.kind() == 'u' ? data.get(at) & 0xff : data.get(at);
        case 2 -> data.getShort(at);
        case 4 -> data.getInt(at);
        default -> data.getLong(at);
      };
    }
  }

  @Override
  public List<Path> paths() {
    return List.of(path);
  }

  @Override
  public NpyPairs withoutPath() {
    return new NpyPairs(
        Path.of(""),
        "train-images.npy",
        "train-labels.npy",
        "test-images.npy",
        "test-labels.npy",
        seed);
  }
}
