package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Pictures in a folder for each class, {@code train/CLASS/*.png} and {@code test/CLASS/*.png}.
 * Classes are numbered in the order of their names; a seeded tenth of each class's training images
 * is the validation part. Decoded once, and kept as bytes until a file changes.
 */
@Named("image-folder")
@Meaning("PNG or JPEG files in train/CLASS/ and test/CLASS/, decoded once")
public record ImageFolder(
    @Meaning("the folder that has train and test") Path path,
    @Meaning("rows of every image; auto: all files are of one size") @Default("auto")
        OptionalInt height,
    @Meaning("columns; given with height, pictures are scaled to cover it and cut at the centre")
        @Default("auto")
        OptionalInt width,
    @Meaning("3 for red, green and blue, 1 for grey") @Default("3") int channels,
    @Meaning("leave out files that do not decode, and say how many, instead of refusing the set")
        @Default("false")
        boolean skipUnreadable,
    @Meaning("which training images are kept for validation") @Default("1") long seed)
    implements DatasetSource {
  private static final int MOST_EXTENT = 4096;

  /** Checks sizes and channels. */
  public ImageFolder {
    if (height.isPresent() != width.isPresent()) {
      throw new IllegalArgumentException("give both height and width, or neither");
    }
    check("height", height);
    check("width", width);
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, got " + channels);
    }
  }

  private static void check(String key, OptionalInt extent) {
    extent.ifPresent(
        value -> {
          if (value < 1 || value > MOST_EXTENT) {
            throw new IllegalArgumentException(
                key + " must be in [1, " + MOST_EXTENT + "], got " + value);
          }
        });
  }

  @Override
  public Splits load(Downloads downloads) {
    return load(DataFolder.cached("decoded"));
  }

  /** Loads with the decoded images kept in a folder. */
  Splits load(Path cache) {
    ClassFolders training = ClassFolders.of(path.resolve("train"));
    ClassFolders test = ClassFolders.of(path.resolve("test"));
    test.checkAmong(training.classes());
    return DecodedCache.of(cache, List.of(training.origin(), test.origin()), settings())
        .load(() -> decode(training, test));
  }

  private String settings() {
    return height + " " + width + " " + channels + " " + skipUnreadable + " " + seed;
  }

  private Splits decode(ClassFolders training, ClassFolders test) {
    PictureReader reader = new PictureReader(size(), channels, skipUnreadable);
    Images forTraining = reader.read(training, training.classes());
    Images forTest = reader.read(test, training.classes());
    reader.report(path);
    return Splits.stratified(
        forTraining, forTest, training.classes().size(), seed, path.resolve("train").toString());
  }

  private Optional<Shape> size() {
    return height.isPresent()
        ? Optional.of(new Shape(height.getAsInt(), width.getAsInt(), channels))
        : Optional.empty();
  }

  @Override
  public List<Path> paths() {
    return List.of(path);
  }

  @Override
  public ImageFolder withoutPath() {
    return new ImageFolder(Path.of(""), height, width, channels, skipUnreadable, seed);
  }
}
