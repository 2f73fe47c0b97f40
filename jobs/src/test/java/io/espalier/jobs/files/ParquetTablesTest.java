package io.espalier.jobs.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DataException;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.kernels.net.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets in Parquet files as Spark SQL writes them. */
class ParquetTablesTest {
  private static final String PICTURES = "label INT, image BINARY";
  private static final String ARRAYS = "label BIGINT, image ARRAY<FLOAT>";
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private Path write(String place, String schema, List<Row> rows) {
    return write(place, schema, rows, 1);
  }

  private Path write(String place, String schema, List<Row> rows, int files) {
    Dataset<Row> table = spark.createDataFrame(rows, StructType.fromDDL(schema));
    table.repartitionByRange(files, table.col("label")).write().parquet(folder + "/" + place);
    return folder.resolve(place);
  }

  private DatasetSource source(String more) {
    String text = "{ type = parquet, path = \"" + folder + "\"" + more + " }";
    DatasetSource source = ConfigReader.parse(text, DatasetSource.class);
    assertEquals(source, ConfigReader.parse(Canonical.text(source), DatasetSource.class));
    return source;
  }

  private String failure(String more) {
    return assertThrows(DataException.class, () -> source(more).load()).getMessage();
  }

  private static Path only(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".parquet")).toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }

  private static byte[] png(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb + i);
    }
    return encoded(image, "png");
  }

  private static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertTrue(ImageIO.write(image, format, out), format);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static List<Row> pictures(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> RowFactory.create(2 * i / count, png(4, 3, 0x203040 + 0x10000 * i)))
        .toList();
  }

  private static List<Float> fractions(int volume, int first) {
    return IntStream.range(0, volume).mapToObj(i -> (first + i) % 256 / 255f).toList();
  }

  private static List<Row> arrays(int count, int volume) {
    return IntStream.range(0, count)
        .mapToObj(i -> RowFactory.create((long) (2 * i / count), fractions(volume, i)))
        .toList();
  }

  private static List<Row> with(List<Row> rows, int at, Row other) {
    List<Row> all = new ArrayList<>(rows);
    all.set(at, other);
    return all;
  }

  @Test
  void aSetComesBackAsItWasWhateverItsColumnsAre() throws IOException {
    // 5,000 training images are kept for validation: a little more than that.
    Splits digits = splits(5200, 60);
    for (String part : List.of("train", "test")) {
      Images images = part.equals("train") ? digits.train() : digits.test();
      List<Row> encoded = new ArrayList<>();
      List<Row> whole = new ArrayList<>();
      List<Row> real = new ArrayList<>();
      for (int i = 0; i < images.count(); i++) {
        byte[] pixels = Arrays.copyOfRange(images.pixels(), 20 * i, 20 * (i + 1));
        BufferedImage picture = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setDataElements(0, 0, 5, 4, pixels);
        Row nested = RowFactory.create(encoded(picture, "png"), i + ".png");
        encoded.add(RowFactory.create(images.label(i), nested));
        List<Integer> values = IntStream.range(0, 20).mapToObj(p -> pixels[p] & 0xff).toList();
        whole.add(RowFactory.create((short) images.label(i), values));
        real.add(RowFactory.create(images.label(i), values.stream().map(v -> v / 255.0).toList()));
      }
      String columns = "label INT, image STRUCT<bytes: BINARY, path: STRING>";
      spark
          .createDataFrame(encoded, StructType.fromDDL(columns))
          .coalesce(1)
          .write()
          .parquet(folder + "/encoded/" + part);
      spark
          .createDataFrame(whole, StructType.fromDDL("y SMALLINT, x ARRAY<INT>"))
          .coalesce(1)
          .write()
          .option("compression", "zstd")
          .parquet(folder + "/whole/" + part);
      spark
          .createDataFrame(real, StructType.fromDDL("label INT, image ARRAY<DOUBLE>"))
          .coalesce(1)
          .write()
          .option("compression", "gzip")
          .parquet(folder + "/real/" + part);
    }
    Splits published = published(digits);
    for (String keys :
        List.of(
            "path = \"%s/encoded\", image = image.bytes",
            "path = \"%s/whole\", label = y, image = x", "path = \"%s/real\"")) {
      Splits read =
          ConfigReader.parse(
                  "{ type = parquet, validation = last, shape = [1, 4, 5], "
                      + keys.formatted(folder)
                      + " }",
                  DatasetSource.class)
              .load();
      assertEquals(published, read, keys);
    }
  }

  private static Splits splits(int training, int test) {
    return Splits.of(random(training), random(1), random(test), 10);
  }

  private static Images random(int count) {
    byte[] pixels = new byte[20 * count];
    new Random(count).nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    return new Images(new Shape(4, 5, 1), pixels, labels);
  }

  /** As the same rows are split when they come as IDX files. */
  private static Splits published(Splits digits) {
    Images all = digits.train();
    return Splits.of(all.slice(0, 200), all.slice(200, 5200), digits.test(), 10);
  }

  @Test
  void filesAreReadInTheOrderOfTheirNamesAndWhatWritersLeaveIsNot() throws IOException {
    write("train", PICTURES, pictures(40), 2);
    write("test", PICTURES, pictures(4));
    assertTrue(Files.exists(folder.resolve("train/_SUCCESS")));
    Splits splits = source("").load();
    assertEquals(new Shape(3, 4, 3), splits.train().shape());
    assertEquals(36, splits.train().count());
    assertEquals(4, splits.validation().count());
    assertEquals(2, splits.classes());
    byte[] first = Arrays.copyOf(splits.test().pixels(), 6);
    assertArrayEquals(new byte[] {0x20, 0x30, 0x40, 0x20, 0x30, 0x41}, first);
    assertEquals(splits.digest(), source("").contentDigest());
    assertEquals(source("").withoutPath(), source(", label = label").withoutPath());
  }

  @Test
  void onePartIsOneFileOrNumberedFilesOrAPathOfItsOwn() throws IOException {
    Path train = only(write("a", PICTURES, pictures(40)));
    Path test = only(write("b", PICTURES, pictures(4)));
    Splits expected = source(", train = a, test = \"" + folder.resolve("b") + "\"").load();
    Files.copy(train, folder.resolve("train.parquet"));
    Files.copy(test, folder.resolve("test-00000-of-00001.parquet"));
    assertEquals(expected, source("").load());
    String both = "{ type = parquet, train = \"" + train + "\", test = \"" + test + "\" }";
    assertEquals(expected, ConfigReader.parse(both, DatasetSource.class).load());
  }

  @Test
  void picturesAreScaledToAShape() throws IOException {
    write("train", PICTURES, with(pictures(20), 3, RowFactory.create(0, png(9, 9, 0))));
    write("test", PICTURES, pictures(4));
    assertEquals(new Shape(2, 2, 1), source(", shape = [1, 2, 2]").load().train().shape());
    String odd = failure("");
    assertTrue(odd.contains("row 3 (from 0): expected 3×4×3 as the images before it"), odd);
  }

  @Test
  void arraysAreTakenChannelByChannelOrPixelByPixel() throws IOException {
    write("train", ARRAYS, arrays(20, 12));
    write("test", ARRAYS, arrays(4, 12));
    byte[] planes = source(", shape = [3, 2, 2]").load().test().pixels();
    assertArrayEquals(new byte[] {0, 4, 8, 1, 5, 9}, Arrays.copyOf(planes, 6));
    byte[] pixels = source(", shape = [3, 2, 2], layout = hwc").load().test().pixels();
    assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5}, Arrays.copyOf(pixels, 6));
  }

  @Test
  void aWrongColumnIsNamedWithWhatThereIs() throws IOException {
    write("train", "label INT, image BINARY, day DATE, name STRING", List.of());
    write("test", PICTURES, pictures(4));
    String missing = failure(", label = lable");
    assertTrue(
        missing.contains("has no column lable; its columns are label (int32), image"), missing);
    for (String label : List.of("image", "day", "name")) {
      String wrong = failure(", label = " + label);
      assertTrue(wrong.contains("column " + label + " must be whole numbers"), wrong);
    }
    for (String image : List.of("label", "day", "name")) {
      String wrong = failure(", image = " + image);
      assertTrue(wrong.contains("column " + image + " must be binary"), wrong);
    }
    assertTrue(failure("").endsWith("train: expected rows, found none"), failure(""));
    write("x", "label INT, image STRUCT<bytes: BINARY, path: STRING>", List.of());
    String structure = failure(", train = x");
    assertTrue(structure.contains("name one of these, as in image.bytes"), structure);
  }

  @Test
  void aWrongRowIsNamed() throws IOException {
    write("test", PICTURES, pictures(4));
    List<Row> rows = pictures(20);
    Path file = only(write("a", PICTURES, with(rows, 7, RowFactory.create(300, new byte[1]))));
    assertEquals(
        file + ": row 7 (from 0): label must be in [0, 255], found 300", failure(", train = a"));
    file = only(write("b", PICTURES, with(rows, 7, RowFactory.create(null, new byte[1]))));
    assertEquals(
        file + ": row 7 (from 0): label must be in [0, 255], found null", failure(", train = b"));
    file = only(write("c", PICTURES, with(rows, 7, RowFactory.create(0, new byte[] {1, 2}))));
    assertEquals(
        file + ": row 7 (from 0): does not decode: it is neither PNG nor JPEG",
        failure(", train = c"));
    file = only(write("d", PICTURES, with(rows, 7, RowFactory.create(0, null))));
    assertEquals(file + ": row 7 (from 0): image is null or empty", failure(", train = d"));
    for (String part : List.of("c", "d")) {
      Splits splits = source(", skip-unreadable = true, train = " + part).load();
      assertEquals(19, splits.train().count() + splits.validation().count());
    }
  }

  @Test
  void aWrongArrayIsNamed() throws IOException {
    write("test", ARRAYS, arrays(4, 12));
    List<Row> rows = arrays(20, 12);
    Path file = only(write("a", ARRAYS, with(rows, 5, RowFactory.create(0L, fractions(11, 0)))));
    String keys = ", shape = [3, 2, 2], train = ";
    assertEquals(
        file
            + ": row 5 (from 0): image must have 12 values, as shape [3, 2, 2] says, found 11"
            + " without null",
        failure(keys + "a"));
    List<Float> bright = new ArrayList<>(fractions(12, 0));
    bright.set(4, Float.NaN);
    write("b", ARRAYS, with(rows, 5, RowFactory.create(0L, bright)));
    String nan = failure(keys + "b");
    assertTrue(nan.contains("row 5 (from 0): value 4 of image must be in [0, 1], found NaN"), nan);
    bright.set(4, 200f);
    write("c", ARRAYS, with(rows, 5, RowFactory.create(0L, bright)));
    assertTrue(failure(keys + "c").contains("found 200; white says"), failure(keys + "c"));
    assertFalse(source(keys + "c, white = 255").load().digest().isEmpty());
    String shapeless = failure(", train = a");
    assertTrue(shapeless.contains("shape must say their extents"), shapeless);
  }

  @Test
  void placesWithoutFilesAreNamed() throws IOException {
    String missing = failure("");
    assertTrue(
        missing.startsWith(folder.resolve("train") + ": no such file or folder; expected"),
        missing);
    Files.createDirectories(folder.resolve("train"));
    assertTrue(failure("").endsWith("train: expected Parquet files, found none"), failure(""));
    Files.createDirectories(folder.resolve("train/label=1"));
    assertTrue(failure("").contains("found a folder"), failure(""));
    String neither =
        assertThrows(
                ConfigError.class,
                () -> ConfigReader.parse("{ type = parquet }", DatasetSource.class))
            .getMessage();
    assertTrue(neither.contains("give path, or both train and test"), neither);
  }

  @Test
  void aTruncatedOrDamagedFileIsReadOrNamed() throws IOException {
    Path file = only(write("train", PICTURES, pictures(20)));
    Files.copy(only(write("b", PICTURES, pictures(4))), folder.resolve("test.parquet"));
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      String message = failure("");
      assertTrue(message.startsWith(file + ": no readable Parquet file"), message);
    }
    long seed = Long.getLong("espalier.fuzz.seed", System.nanoTime());
    System.out.println("replay with -Despalier.fuzz.seed=" + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 100; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      refused += isRefused(file, damaged, seed) ? 1 : 0;
    }
    assertTrue(refused > 30, refused + " of 100, seed " + seed);
  }

  private static boolean isRefused(Path file, byte[] damaged, long seed) throws IOException {
    Files.write(file, damaged);
    try {
      new ParquetTables().read(file, "label", "image", (index, label, image) -> {});
      return false;
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
  }
}
