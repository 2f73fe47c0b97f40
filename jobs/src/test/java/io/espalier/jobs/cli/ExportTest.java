package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks of trials out of their results: smaller ones, in groups, trained on and rounded. */
class ExportTest {
  private static final String GRID =
      """
      study = export
      trial {
        model { type = resnet, depth = 8 }
        dataset { type = digits, train = 200, validation = 60, test = 300 }
        training { epochs = 1 }
        pipeline = ${axis.method.steps}
      }
      axis { method = [
        { type = channels, steps = [
          { type = prune-channels, rate = 0.5, criterion { type = apoz } }
          { type = fine-tune }
          { type = prune, sparsity = 0.3 }
        ] }
        { type = kernels, steps = [
          { type = prune-kernels, groups = 4, sparsity = 0.5, except = [first] }
        ] }
        { type = wrong, steps = [ { type = prune, sparsity = 0, layers { nowhere = 0.5 } } ] }
      ] }
      """;

  @TempDir private static Path folder;

  private static String results() {
    return folder.resolve("results").toString();
  }

  @BeforeAll
  static void runGrid() throws IOException {
    Path file = folder.resolve("grid.conf");
    Files.writeString(file, GRID);
    Terminal run = Terminal.run("run", file.toString(), "--out", results());
    assertEquals(Espalier.SOME_FAILED, run.code(), run.err());
  }

  private static Row trial(String method) {
    return ResultStore.open(results(), SparkSessions.hadoop())
        .tables()
        .rows(Columns.TRIALS)
        .stream()
        .filter(row -> row.text("label").orElseThrow().contains(method))
        .findFirst()
        .orElseThrow();
  }

  private static String id(String method) {
    return trial(method).text("trial_id").orElseThrow();
  }

  private static Terminal export(String id, Path file, String... more) {
    return Terminal.run(
        Stream.concat(
                Stream.of("export", id, "--results", results(), "--out", file.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** The fraction of the test images that Deeplearning4j gets right. */
  private static double accuracy(Path file) throws IOException {
    Images test =
        ConfigReader.parse(
                "{ type = digits, train = 200, validation = 60, test = 300 }", DatasetSource.class)
            .load()
            .test();
    int[] order = IntStream.range(0, test.count()).toArray();
    float[] pixels = new float[test.count() * test.shape().volume()];
    test.decode(order, 0, test.count(), PixelScale.unit(1), pixels);
    INDArray images = Nd4j.create(pixels, new int[] {test.count(), 1, 28, 28}, 'c');
    ComputationGraph network = ModelSerializer.restoreComputationGraph(file.toFile());
    int[] classes = network.output(images)[0].argMax(1).toIntVector();
    return (double)
            IntStream.range(0, classes.length).filter(i -> classes[i] == test.label(i)).count()
        / classes.length;
  }

  @Test
  void deeplearning4jGetsAsManyRightAsTheTrialDid() throws IOException {
    for (String method : List.of("channels", "kernels")) {
      Path file = folder.resolve(method + ".zip");
      Terminal out = export(id(method).substring(0, 10), file);
      assertEquals(Espalier.ALL_WELL, out.code(), out.err());
      Row row = trial(method);
      String macs =
          String.format("%,d multiply-accumulates", row.whole("macs_remaining").getAsLong());
      assertTrue(out.out().contains(macs), out::out);
      assertTrue(out.out().contains("[n, 1, 28, 28]"), out::out);
      assertEquals(row.number("post_top1").orElseThrow(), accuracy(file), 1.5 / 300, method);
    }
  }

  @Test
  void theBaselineComesOutToo() throws IOException {
    Path file = folder.resolve("baseline.zip");
    Row row = trial("kernels");
    Terminal out = export(row.text("baseline_id").orElseThrow(), file);
    assertEquals(Espalier.ALL_WELL, out.code(), out.err());
    assertEquals(row.number("baseline_top1").orElseThrow(), accuracy(file), 1.5 / 300);
  }

  @Test
  void whatWasNotKeptIsToldAndCanBeTrainedAgainToTheSameBits() throws IOException {
    Path kept = folder.resolve("kept.zip");
    assertEquals(Espalier.ALL_WELL, export(id("channels"), kept).code());
    Path prefixes = folder.resolve("results/prefixes");
    Path aside = folder.resolve("aside");
    Files.move(prefixes, aside);
    try {
      Files.createDirectory(prefixes);
      Path file = folder.resolve("again.zip");
      Terminal refused = export(id("channels"), file);
      assertEquals(Espalier.USAGE, refused.code());
      assertTrue(refused.err().contains("keep = none or keep = best"), refused::err);
      assertTrue(refused.err().contains("--again"), refused::err);
      assertTrue(Files.notExists(file));
      Terminal out = export(id("channels"), file, "--again");
      assertEquals(Espalier.ALL_WELL, out.code(), out.err());
      assertEquals(
          ModelSerializer.restoreComputationGraph(kept.toFile()).params(),
          ModelSerializer.restoreComputationGraph(file.toFile()).params());
    } finally {
      Files.delete(prefixes);
      Files.move(aside, prefixes);
    }
  }

  @Test
  void aWrongIdIsNamedWithANearOne() throws IOException {
    Path file = folder.resolve("none.zip");
    String id = id("kernels");
    String typo = id.substring(0, 15) + (id.endsWith("0") ? "1" : "0");
    assertRefused(export(typo, file), "no trial or baseline " + typo, "did you mean " + id + "?");
    assertRefused(export("zzz", file), "no trial or baseline zzz", "sql");
    assertRefused(export(id("wrong"), file), "has no network: it failed", "'nowhere'");
    Files.writeString(folder.resolve("there.zip"), "mine");
    assertRefused(export(id, folder.resolve("there.zip")), "is there already", "--out");
    assertEquals("mine", Files.readString(folder.resolve("there.zip")));
    assertTrue(Files.notExists(file));
  }

  private static void assertRefused(Terminal terminal, String... parts) {
    assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
    for (String part : parts) {
      assertTrue(terminal.err().contains(part), terminal::err);
    }
  }
}
