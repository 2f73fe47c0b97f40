package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.data.Digits;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.jobs.files.MiniHdfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid whose data, baseline, kept networks and results all lie on a real HDFS. */
class HdfsGridTest {
  private static final String MEASURED =
      "SELECT trial_id, result_digest, post_top1 FROM trials ORDER BY trial_id";

  private static final Map<String, String> IMPATIENCE =
      Map.of(
          "spark.hadoop.dfs.client.block.write.locateFollowingBlock.retries", "1",
          "spark.hadoop.dfs.client.retry.window.base", "100");

  @TempDir private static Path folder;
  private static MiniHdfs hdfs;

  @BeforeAll
  static void start() throws IOException {
    hdfs = MiniHdfs.start(folder.resolve("hdfs"));
    Splits digits = new Digits(1200, 1, 200, 3).load();
    Path data = Files.createDirectories(folder.resolve("data"));
    npy(data, "train", digits.train());
    npy(data, "test", digits.test());
    hdfs.copy(data);
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  private static void npy(Path to, String part, Images images) throws IOException {
    String count = String.valueOf(images.count());
    Files.write(to.resolve(part + "-images.npy"), npy("(" + count + ", 28, 28)", images.pixels()));
    Files.write(to.resolve(part + "-labels.npy"), npy("(" + count + ",)", images.labels()));
  }

  private static byte[] npy(String shape, byte[] values) {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    ByteBuffer file = ByteBuffer.allocate(128 + values.length);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    file.put((text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    return file.put(values).array();
  }

  private static String grid(String data, String sparsities) throws IOException {
    Path file = folder.resolve("grid.conf");
    Files.writeString(
        file,
        """
        study = there
        trial {
          model { type = mlp, hidden = [16] }
          dataset { type = npy, path = "%s" }
          training { epochs = 1 }
          pipeline = [
            { type = prune, sparsity = ${axis.sparsity} }
            { type = fine-tune, epochs = 1 }
            { type = quantize, weight { format { type = bfp, mantissa-width = ${axis.width} } } }
          ]
        }
        axis { sparsity = %s, width = [3, 5, 7] }
        """
            .formatted(data, sparsities));
    return file.toString();
  }

  private static Terminal run(String grid, String out) {
    return Terminal.run("run", grid, "--out", out, "--master", "local[2]");
  }

  private static String sql(String results, String select) {
    return Terminal.succeed("sql", "--results", results, "--format", "csv", select);
  }

  private static void assertSays(String expected, Terminal terminal) {
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err() + terminal.out());
    assertTrue(terminal.out().contains(expected), terminal.out());
  }

  @Test
  void everythingOnHdfs() throws IOException {
    String out = hdfs.root() + "/results/there";
    assertSays("6 ran now", run(grid(hdfs.root() + "/data", "[0, 0.5]"), out));
    var before = hdfs.times("/results/there");
    assertTrue(before.keySet().stream().noneMatch(name -> name.contains("/.")), before.toString());

    Terminal again = run(grid(hdfs.root() + "/data", "[0, 0.5]"), out);
    assertSays("6 trials: 6 succeeded, 0 failed, 0 missing", again);
    assertFalse(again.out().contains("ran now"), again.out());

    Terminal more = run(grid(hdfs.root() + "/data", "[0, 0.5, 0.8]"), out);
    assertSays("3 ran now", more);
    assertSays("0 baselines trained", more);
    var after = hdfs.times("/results/there");
    List<String> networks =
        before.keySet().stream().filter(name -> name.matches(".*\\.(zip|bin)")).toList();
    assertEquals(3, networks.size(), before.toString());
    networks.forEach(name -> assertEquals(before.get(name), after.get(name), name));

    String local = folder.resolve("here").toString();
    assertSays("9 ran now", run(grid(folder.resolve("data").toString(), "[0, 0.5, 0.8]"), local));
    assertEquals(sql(local, MEASURED), sql(out, MEASURED));
    String count = "SELECT count(*), count(DISTINCT trial_id) FROM trials";
    assertTrue(sql(out, count).contains("9,9"), sql(out, count));
  }

  @Test
  void aDataNodeThatGoesAndComesBackCostsNothingThatWasDone() throws Exception {
    String grid = grid(hdfs.root() + "/data", "[0, 0.4, 0.8]");
    String out = hdfs.root() + "/results/interrupted";
    // HDFS would wait for half a minute.
    IMPATIENCE.forEach(System::setProperty);
    Set<String> done = new HashSet<>();
    try {
      CompletableFuture<Terminal> running = CompletableFuture.supplyAsync(() -> run(grid, out));
      while (!running.isDone() && done.size() < 2) {
        done.addAll(commits());
        TimeUnit.MILLISECONDS.sleep(20);
      }
      hdfs.stopData();
      Terminal first;
      try {
        first = running.get(60, TimeUnit.SECONDS);
      } finally {
        hdfs.startData();
      }
      assertEquals(Espalier.USAGE, first.code(), first.out());
      assertTrue(first.err().contains(out), first.err());
    } finally {
      IMPATIENCE.keySet().forEach(System::clearProperty);
    }
    done.addAll(commits());
    assertTrue(done.size() > 1 && done.size() < 9, done.toString());
    Terminal rerun = run(grid, out);
    assertSays("9 trials: 9 succeeded, 0 failed, 0 missing", rerun);
    Matcher ran = Pattern.compile("(\\d+) ran now").matcher(rerun.out());
    assertTrue(ran.find() && Integer.parseInt(ran.group(1)) <= 9 - done.size(), rerun.out());
    assertSays("0 baselines trained", rerun);
    String local = folder.resolve("calm").toString();
    assertSays("9 ran now", run(grid(folder.resolve("data").toString(), "[0, 0.4, 0.8]"), local));
    assertEquals(sql(local, MEASURED), sql(out, MEASURED));
  }

  private static Set<String> commits() throws IOException {
    String place = "/results/interrupted/commits";
    return hdfs.has(place)
        ? hdfs.times(place).keySet().stream()
            .filter(name -> !name.contains("/."))
            .collect(Collectors.toSet())
        : Set.of();
  }
}
