package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.data.Digits;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.model.LeNet5;
import io.espalier.compression.model.Normalization;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.spark.SparkSessions;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The grid of the README's first command shows something: its digits are neither trivial nor
 * hopeless.
 */
class QuickstartTest {
  private static final String CONF = Path.of("..", "conf", "quickstart.conf").toString();

  @TempDir private Path folder;

  @Test
  void anUntrainedNetworkGuesses() {
    Splits splits = new Digits(1, 1, 4000, 1).load();
    LeNet5 model = new LeNet5(Normalization.NONE);
    Graph graph = model.graph(splits.test().shape(), splits.classes());
    Program program = Program.inference(graph, 200);
    program.load(model.start(graph.input(), splits.classes(), 1));
    double top1 = Evaluation.of(program, splits.test(), PixelScale.unit(1)).top1();
    assertEquals(0.10, top1, 0.03);
  }

  @Test
  void theGridShowsHowFarPruningGoes() {
    String out = folder.resolve("results").toString();
    String[] command = {
      "run", CONF, "--out", out, "--only", "format = float32", "--parallelism", "2"
    };
    Terminal first = Terminal.run(command);
    assertEquals(Espalier.ALL_WELL, first.code(), first.err());
    assertTrue(first.out().contains("Pareto front"), first::out);
    List<Row> trials = bySparsity(out);
    assertEquals(6, trials.size());
    double baseline = trials.get(0).number("baseline_top1").orElseThrow();
    assertTrue(baseline >= 0.97 && baseline <= 0.998, "baseline " + baseline);
    double sparsest = trials.get(5).number("post_top1").orElseThrow();
    assertTrue(baseline - sparsest >= 0.03, "at density 0.11 " + sparsest);
    Terminal second = Terminal.run(command);
    assertEquals(Espalier.ALL_WELL, second.code(), second.err());
    assertTrue(second.out().contains("6 succeeded"), second::out);
    assertTrue(!second.out().contains("ran now"), second::out);
  }

  private static List<Row> bySparsity(String out) {
    ResultStore store = ResultStore.open(out, SparkSessions.hadoop());
    return store.tables().rows(Columns.TRIALS).stream()
        .sorted(Comparator.comparingDouble(row -> row.number("sparsity").orElseThrow()))
        .toList();
  }
}
