package io.espalier.compression.data;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Labelled images as rows of Parquet files, in the order of the files' names and of their rows.
 * Decoded once, and kept as bytes until a file changes.
 */
@Named("parquet")
@Meaning("Parquet files with a label and an image a row: PNG or JPEG bytes, or an array of numbers")
public record ParquetImages(
    @Meaning("the folder that train and test are in; auto: both are given") @Default("auto")
        Optional<Path> path,
    @Meaning(
            "rows to train on: a file or a folder of files; auto: train/, train.parquet or"
                + " train-*.parquet in path")
        @Default("auto")
        Optional<Path> train,
    @Meaning("rows to report on; auto: test/, test.parquet or test-*.parquet in path")
        @Default("auto")
        Optional<Path> test,
    @Meaning("the column of classes: whole numbers from 0; a dot goes into a structure")
        @Default("label")
        String label,
    @Meaning(
            "the column of images: binary (PNG or JPEG files) or an array of numbers; a dot goes"
                + " into a structure, as in image.bytes")
        @Default("image")
        String image,
    @Meaning(
            "channels, rows and columns of every image: what arrays hold, what pictures are scaled"
                + " to; auto: pictures of one size, in colour")
        @Default("auto")
        Optional<List<Integer>> shape,
    @Meaning("the order of an array's values: chw channel by channel, hwc pixel by pixel")
        @Default("chw")
        Layout layout,
    @Meaning("the value in arrays that is full brightness; auto: 1 of fractions, 255 of integers")
        @Default("auto")
        OptionalDouble white,
    @Meaning("leave out pictures that are null or do not decode, and say how many")
        @Default("false")
        boolean skipUnreadable,
    @Meaning(
            "which training rows are for validation: stratified, a tenth of each class, or last,"
                + " the last 5000")
        @Default("stratified")
        Validation validation,
    @Meaning("what the tenth of each class is drawn with") @Default("1") long seed)
    implements DatasetSource {
  /** In which order an array has the values of an image. */
  public enum Layout {
    /** One channel after the other. */
    CHW,
    /** One pixel after the other. */
    HWC
  }

  /** Which of the training rows become the validation part. */
  public enum Validation {
    /** A tenth of each class, drawn with the seed. */
    STRATIFIED,
    /** The last 5,000, as published sets have it. */
    LAST
  }

  /** Checks that it is said where rows lie, and the extents. */
  public ParquetImages {
    if (path.isEmpty() && (train.isEmpty() || test.isEmpty())) {
      throw new IllegalArgumentException("give path, or both train and test");
    }
    shape.ifPresent(ParquetImages::check);
    if (white.isPresent() && !(white.getAsDouble() > 0)) {
      throw new IllegalArgumentException("white must be above 0, got " + white.getAsDouble());
    }
  }

  private static void check(List<Integer> shape) {
    boolean valid =
        shape.size() == 3
            && (shape.get(0) == 1 || shape.get(0) == 3)
            && shape.stream().allMatch(extent -> extent >= 1 && extent <= 4096);
    if (!valid) {
      throw new IllegalArgumentException(
          "shape must be [channels, rows, columns], 1 or 3 channels, extents in [1, 4096], got "
              + shape);
    }
  }

  /** The asked shape as images have it. */
  Optional<Shape> extents() {
    return shape.map(chw -> new Shape(chw.get(1), chw.get(2), chw.get(0)));
  }

  @Override
  public Splits load(Downloads downloads) {
    return load(DataFolder.cached("decoded"));
  }

  /** Loads with the decoded images kept in a folder. */
  Splits load(Path cache) {
    TableFiles training = TableFiles.of(place(train, "train"), "train");
    TableFiles reported = TableFiles.of(place(test, "test"), "test");
    return DecodedCache.of(cache, List.of(training.origin(), reported.origin()), settings())
        .load(() -> decode(training, reported));
  }

  private String settings() {
    return withoutPath() + " " + label + " " + image;
  }

  /** One that is given, relative to the folder; the folder itself otherwise. */
  private Path place(Optional<Path> given, String part) {
    if (given.isEmpty()) {
      return path.orElseThrow().resolve(part);
    }
    // Paths of different file systems do not resolve each other, but their texts do.
    return path.filter(folder -> !given.get().isAbsolute())
        .map(folder -> folder.resolve(given.get().toString()))
        .orElse(given.get());
  }

  private Splits decode(TableFiles training, TableFiles reported) {
    TableImages tables = new TableImages(this);
    Images forTraining = tables.read(training);
    Images forTest = tables.read(reported);
    tables.report();
    int classes = Math.max(forTraining.classes(), forTest.classes());
    String origin = training.place().toString();
    return validation == Validation.LAST
        ? Splits.published(forTraining, forTest, classes, origin)
        : Splits.stratified(forTraining, forTest, classes, seed, origin);
  }

  @Override
  public List<Path> paths() {
    return Stream.of(path, train, test).flatMap(Optional::stream).toList();
  }

  @Override
  public ParquetImages withoutPath() {
    return new ParquetImages(
        Optional.of(Path.of("")),
        Optional.empty(),
        Optional.empty(),
        "label",
        "image",
        shape,
        layout,
        white,
        skipUnreadable,
        validation,
        seed);
  }
}
