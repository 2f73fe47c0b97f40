package io.espalier.jobs.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.config.Locations;
import io.espalier.compression.data.DataException;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Digits;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.LeNet5;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.model.SavedNetwork;
import io.espalier.jobs.cli.Terminal;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets and networks on a real HDFS: a name node and a data node on this machine. */
class HadoopFilesTest {
  private static final Shape INPUT = new Shape(28, 28, 1);

  @TempDir private static Path folder;
  private static MiniHdfs cluster;
  private static String root;

  @BeforeAll
  static void start() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    idx(data.resolve("idx"));
    npy(data.resolve("npy"));
    pictures(data.resolve("pictures"));
    LeNet5 lenet = lenet();
    lenet.save(INPUT, 10, lenet.start(INPUT, 10, 1), data.resolve("lenet5.zip"));
    cluster = MiniHdfs.start(folder.resolve("hdfs"));
    root = cluster.root();
    cluster.copy(data);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static LeNet5 lenet() {
    return new LeNet5(Normalization.NONE);
  }

  private static void idx(Path to) throws IOException {
    // 5,000 training images are kept for validation: a little more than that.
    Splits splits = new Digits(5200, 100, 200, 3).load();
    Files.createDirectories(to);
    idx(to, "train", splits.train());
    idx(to, "t10k", splits.test());
  }

  private static void idx(Path to, String part, Images images) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(16 + images.pixels().length);
    image.putInt(0x803).putInt(images.count()).putInt(28).putInt(28).put(images.pixels());
    Files.write(to.resolve(part + "-images-idx3-ubyte"), image.array());
    ByteBuffer label = ByteBuffer.allocate(8 + images.count());
    label.putInt(0x801).putInt(images.count()).put(images.labels());
    Files.write(to.resolve(part + "-labels-idx1-ubyte"), label.array());
  }

  private static void npy(Path to) throws IOException {
    Files.createDirectories(to);
    for (String part : List.of("train", "test")) {
      byte[] pixels = new byte[40 * 4];
      byte[] labels = new byte[40];
      for (int i = 0; i < 40; i++) {
        labels[i] = (byte) (i % 2);
        pixels[4 * i] = (byte) i;
      }
      Files.write(to.resolve(part + "-images.npy"), npy("(40, 2, 2)", pixels));
      Files.write(to.resolve(part + "-labels.npy"), npy("(40,)", labels));
    }
  }

  private static byte[] npy(String shape, byte[] values) {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    String header = text + " ".repeat(117 - text.length()) + "\n";
    ByteBuffer file = ByteBuffer.allocate(128 + values.length);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    file.put(header.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).put(values);
    return file.array();
  }

  private static void pictures(Path to) throws IOException {
    for (String each : List.of("train/a b", "train/cat", "test/a b", "test/cat")) {
      Files.createDirectories(to.resolve(each));
      for (int i = 0; i < 3; i++) {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i, 1, 0x80ff20 + each.length());
        ImageIO.write(image, "png", to.resolve(each).resolve(i + ".png").toFile());
      }
    }
  }

  private static DatasetSource source(String type, String path) {
    String text = "{ type = " + type + ", path = \"" + path + "\" }";
    DatasetSource source = ConfigReader.parse(text, DatasetSource.class);
    assertEquals(source, ConfigReader.parse(Canonical.text(source), DatasetSource.class));
    return source;
  }

  @Test
  void dataSetsHaveTheDigestOfTheLocalCopy() {
    for (List<String> each :
        List.of(
            List.of("mnist", "idx"), List.of("npy", "npy"), List.of("image-folder", "pictures"))) {
      Path local = folder.resolve("data").resolve(each.get(1));
      String digest = source(each.get(0), local.toString()).contentDigest();
      DatasetSource there = source(each.get(0), root + "/data/" + each.get(1));
      assertEquals(digest, there.contentDigest(), each.toString());
      assertTrue(there.paths().stream().allMatch(Locations::isShared), each.toString());
      assertEquals(digest, source(each.get(0), local.toUri().toString()).contentDigest());
    }
  }

  @Test
  void aNetworkIsReadByUrl() {
    Path local = folder.resolve("data/lenet5.zip");
    Path there = Locations.of(root + "/data/lenet5.zip");
    Parameters expected = SavedNetwork.read(local, Optional.of(INPUT)).parameters();
    assertEquals(expected, SavedNetwork.read(there, Optional.of(INPUT)).parameters());
    assertEquals(
        List.of(there), SavedNetwork.source(there, Normalization.NONE).files(), "its files");
  }

  @Test
  void executorsReadByUrlWhatTheDriverDoesNotShip() throws IOException {
    String digests = run("local[2]", folder.resolve("data").toString());
    assertEquals(digests, run("local-cluster[2,1,2048]", root + "/data"));
  }

  private static String run(String master, String data) throws IOException {
    Path grid = folder.resolve("grid.conf");
    Files.writeString(
        grid,
        """
        study = by-url
        trial {
          model { type = dl4j, path = "%1$s/lenet5.zip" }
          dataset { type = mnist, path = "%1$s/idx" }
          pipeline = [{ type = prune, sparsity = ${axis.sparsity} }]
        }
        axis { sparsity = [0, 0.5] }
        """
            .formatted(data));
    String out = folder.resolve("results-" + master.length()).toString();
    Terminal.succeed("run", grid.toString(), "--out", out, "--master", master);
    String select = "SELECT trial_id, result_digest FROM trials ORDER BY trial_id";
    return Terminal.succeed("sql", "--results", out, "--format", "csv", select);
  }

  @Test
  void whatIsNotThereIsNamedWithItsUrl() {
    String url = root + "/data/nothing";
    var missing = assertThrows(DataException.class, () -> source("mnist", url).load());
    assertTrue(missing.getMessage().startsWith(url + "/train-images"), missing.getMessage());
    assertTrue(missing.getMessage().contains("no such file"), missing.getMessage());
    Path there = Locations.of(url);
    assertFalse(Files.exists(there));
    assertThrows(NoSuchFileException.class, () -> Files.readAllBytes(there));
    var network =
        assertThrows(
            UncheckedIOException.class, () -> SavedNetwork.source(there, Normalization.NONE));
    assertTrue(network.getMessage().contains(url), network.getMessage());
  }

  @Test
  void aHostThatIsDownIsSaidToBe() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    String url = "hdfs://127.0.0.1:" + nobody + "/data";
    for (String type : List.of("mnist", "image-folder", "npy", "cifar10")) {
      Exception down = assertThrows(Exception.class, () -> source(type, url).load());
      assertTrue(down.getMessage().contains(url), type + ": " + down.getMessage());
      assertTrue(down.getMessage().contains("Connection refused"), down.getMessage());
    }
  }

  @Test
  void aSchemeNobodyKnowsIsRefused() {
    var unknown = assertThrows(IllegalArgumentException.class, () -> Locations.of("hfds://a/b"));
    assertTrue(unknown.getMessage().contains("no file system for hfds://a/b"), unknown.toString());
    var hostless = assertThrows(IllegalArgumentException.class, () -> Locations.of("hdfs:///b"));
    assertTrue(hostless.getMessage().contains("names no host"), hostless.toString());
  }

  @Test
  void pathsFollowTheRulesOfLocalOnes() {
    Path base = Locations.of("hdfs://host:1/a/b");
    Path local = FileSystems.getDefault().getPath("/a/b");
    String prefix = "hdfs://host:1";
    for (String other : List.of("c", "c/d", "..", "../x", ".", "c/../../y", "/z", "")) {
      Path here = local.resolve(other);
      Path there = base.resolve(other);
      assertEquals(prefix + here.normalize(), there.normalize().toString(), other);
      assertEquals(here.getNameCount(), there.getNameCount(), other);
      assertEquals(here.normalize().startsWith(local), there.normalize().startsWith(base), other);
      assertEquals(
          local.relativize(here.normalize()).toString(),
          base.relativize(there.normalize()).toString(),
          other);
      assertEquals(String.valueOf(here.getFileName()), String.valueOf(there.getFileName()), other);
      assertEquals(prefix + here.getParent(), String.valueOf(there.getParent()), other);
    }
    assertEquals("hdfs://host:1/a%20b", Locations.of("hdfs://host:1/a b").toUri().toString());
    assertEquals(base, Locations.of(base.toString()));
    assertTrue(base.endsWith(base.subpath(1, 2)) && !base.endsWith(base.subpath(0, 1)));
  }

  @Test
  void foldersAreListedAndBytesRead() throws IOException {
    Path data = Locations.of(root + "/data");
    try (Stream<Path> all = Files.list(data)) {
      assertEquals(
          List.of("idx", "lenet5.zip", "npy", "pictures"),
          all.map(path -> path.getFileName().toString()).sorted().toList());
    }
    byte[] expected = Files.readAllBytes(folder.resolve("data/lenet5.zip"));
    assertArrayEquals(expected, Files.readAllBytes(data.resolve("lenet5.zip")));
    assertThrows(
        java.nio.file.ReadOnlyFileSystemException.class,
        () -> Files.write(data.resolve("new"), expected));
  }
}
