package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.data.Digits;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trials give the same bits in this process and on two executors that fetch the images. */
class EqualRowsTest {
  @TempDir private Path folder;

  @Test
  void localAndClusterAgree() throws IOException {
    String grid = grid();
    String local = folder.resolve("local").toString();
    String cluster = folder.resolve("cluster").toString();
    run(grid, local, "local[2]");
    run(grid, cluster, "local-cluster[2,1,2048]");
    assertEquals(digests(local), digests(cluster));
    assertEquals(Set.of("driver"), executors(local));
    assertTrue(!executors(cluster).contains("driver"), "ran on " + executors(cluster));
  }

  private static void run(String grid, String out, String master) {
    Terminal terminal = Terminal.run("run", grid, "--out", out, "--master", master);
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err() + terminal.out());
  }

  private String grid() throws IOException {
    // 5,000 training images are kept for validation: a little more than that.
    Splits splits = new Digits(5300, 100, 200, 3).load();
    write("train", splits.train());
    write("t10k", splits.test());
    Path file = folder.resolve("grid.conf");
    Files.writeString(
        file,
        """
        study = equal-rows
        trial {
          model { type = lenet5 }
          dataset { type = mnist, path = "%s" }
          training { epochs = 1, optimizer { type = sgd, learning-rate = 0.02 } }
          pipeline = [
            { type = prune, sparsity = ${axis.sparsity} }
            { type = quantize, weight { format = ${axis.format} }, activation { format = ${axis.format} } }
          ]
        }
        axis {
          sparsity = [0, 0.8]
          format = [{ type = fixed-point, width = 6 }, { type = bfp, mantissa-width = 3 }]
        }
        """
            .formatted(folder));
    return file.toString();
  }

  private void write(String part, Images images) throws IOException {
    byte[] pixels = images.pixels();
    ByteBuffer image = ByteBuffer.allocate(16 + pixels.length);
    image.putInt(0x803).putInt(images.count()).putInt(28).putInt(28).put(pixels);
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), image.array());
    ByteBuffer label = ByteBuffer.allocate(8 + images.count());
    label.putInt(0x801).putInt(images.count()).put(images.labels());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), label.array());
  }

  private static Map<String, String> digests(String out) {
    return rows(out).stream()
        .collect(
            Collectors.toMap(
                row -> row.text("trial_id").orElseThrow(),
                row -> row.text("result_digest").orElseThrow(),
                (a, b) -> a,
                TreeMap::new));
  }

  private static Set<String> executors(String out) {
    return rows(out).stream()
        .map(row -> row.text("executor_id").orElseThrow())
        .collect(Collectors.toSet());
  }

  private static List<Row> rows(String out) {
    List<Row> rows = ResultStore.open(out, SparkSessions.hadoop()).tables().rows(Columns.TRIALS);
    assertEquals(4, rows.size());
    return rows;
  }
}
