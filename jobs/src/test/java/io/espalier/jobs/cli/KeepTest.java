package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.spark.SparkSessions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which networks stay, and how their space is freed. */
class KeepTest {
  private static final String GRID =
      """
      study = keep
      trial {
        model { type = mlp, hidden = [16] }
        dataset { type = digits, train = 300, validation = 100, test = 100 }
        training { epochs = 1 }
        pipeline = [
          { type = prune, sparsity = ${axis.sparsity} }
          { type = fine-tune, epochs = 1 }
          { type = fine-tune, epochs = 1, learning-rate = 0.01 }
        ]
      }
      axis { sparsity = [0.5, 0.9] }
      """;

  @TempDir private Path folder;

  private String[] command(String name, String... more) throws IOException {
    Path file = folder.resolve("grid.conf");
    Files.writeString(file, GRID);
    return Stream.concat(Stream.of(name, file.toString()), Stream.of(more)).toArray(String[]::new);
  }

  private String out() {
    return folder.resolve("results").toString();
  }

  private Set<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("results/prefixes"))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private List<Row> trials() {
    return ResultStore.open(out(), SparkSessions.hadoop()).tables().rows(Columns.TRIALS);
  }

  @Test
  void allStayUnlessTheGridSaysOtherwiseAndCleanRemovesThem() throws IOException {
    Terminal run = Terminal.run(command("run", "--results", out()));
    assertEquals(Espalier.ALL_WELL, run.code(), run.err());
    assertEquals(4, kept().size());
    List<Row> before = trials();
    InputStream terminal = System.in;
    try {
      for (String answer : List.of("", "n\n")) {
        System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
        Terminal asked = Terminal.run("clean", out());
        assertTrue(asked.out().startsWith("remove 4 kept networks, 0."), asked::out);
        assertTrue(asked.out().contains("nothing was removed"), asked::out);
        assertEquals(4, kept().size());
      }
      System.setIn(new ByteArrayInputStream("y\n".getBytes(StandardCharsets.UTF_8)));
      assertTrue(Terminal.run("clean", out()).out().contains("removed 4 kept networks"));
    } finally {
      System.setIn(terminal);
    }
    assertEquals(Set.of(), kept());
    assertEquals(before, trials());
    Terminal empty = Terminal.run("clean", "--results", out(), "--yes");
    assertEquals("no kept networks in " + out(), empty.out().strip());
    Terminal other = Terminal.run("clean", folder.toString(), "--yes");
    assertEquals(Espalier.USAGE, other.code());
    assertTrue(other.err().contains("is no results folder"), other::err);
  }

  @Test
  void theBestTrialsNetworksOrNoneStay() throws IOException {
    Terminal.run(command("run", "--out", out(), "--set", "keep=best"));
    Row best =
        trials().stream()
            .max(Comparator.comparingDouble(row -> row.number("post_val_top1").orElseThrow()))
            .orElseThrow();
    assertEquals(2, kept().size());
    assertTrue(kept().contains(best.text("prefix_id").orElseThrow() + ".bin"));
    Terminal.run(command("run", "--out", out(), "--set", "keep=none"));
    assertEquals(Set.of(), kept());
    assertEquals(2, trials().size());
  }

  @Test
  void thePlanSaysWhatIsGivenUp() throws IOException {
    assertTrue(!Terminal.run(command("plan")).out().contains("keep ="));
    Terminal best = Terminal.run(command("plan", "--set", "keep=best"));
    assertTrue(best.out().contains("only the networks that the best trial"), best::out);
    Terminal none = Terminal.run(command("plan", "--set", "keep=none"));
    assertTrue(none.out().contains("a later grid that begins with the same steps"), none::out);
    Terminal wrong = Terminal.run(command("plan", "--set", "keep=some"));
    assertEquals(Espalier.USAGE, wrong.code());
    assertTrue(wrong.err().contains("expected all, best or none, got 'some'"), wrong::err);
  }
}
