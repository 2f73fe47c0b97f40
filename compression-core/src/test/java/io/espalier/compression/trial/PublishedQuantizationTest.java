package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.data.Splits;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cells of the tables that PyTorch with the lecturer's quantizers gave on the same trained networks
 * and test images, one-shot pruned, weights and inputs rounded; all cells are in
 * docs/REPRODUCTIONS.md.
 */
class PublishedQuantizationTest {
  private static final String FIXED = "type = fixed-point, width = 8";
  private static final String MINI = "type = mini-float, exponent-width = 4, mantissa-width = 3";
  private static final String DENORM = "type = dmf, exponent-width = 4, mantissa-width = 3";
  private static final String BLOCK = "type = bfp, mantissa-width = 3";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        FIXED + " | 0 | 99.28 | 0.15",
        FIXED + " | 0.5 | 99.24 | 0.15",
        MINI + " | 0 | 99.26 | 0.15",
        MINI + " | 0.84 | 95.59 | 0.15",
        DENORM + " | 0.5 | 99.26 | 0.15",
        DENORM + " | 0.8 | 98.23 | 0.15",
        BLOCK + " | 0.5 | 99.21 | 1.5",
      })
  void leNet5(String format, double sparsity, double theirs, double tolerance)
      throws InterruptedException {
    assertEquals(theirs, top1("lenet5", format, sparsity), tolerance);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = MINI + " | 0.5 | 71.93 | 0.3")
  void vgg7(String format, double sparsity, double theirs, double tolerance)
      throws InterruptedException {
    assertEquals(theirs, top1("vgg7", format, sparsity), tolerance);
  }

  /** Per cent of the test images. */
  private static double top1(String study, String format, double sparsity)
      throws InterruptedException {
    String given = Optional.ofNullable(System.getenv("ESPALIER_SHARED")).orElse("../../shared");
    String name = study.equals("vgg7") ? "vgg7-quarter.onnx" : study + ".onnx";
    Path file = Path.of(given, "models", name);
    assumeTrue(Files.exists(file), file + " is not there");
    assumeTrue(System.getenv("ESPALIER_DATA") != null, "ESPALIER_DATA is not set");
    TrialSpec spec = spec(study, file, format, sparsity);
    Splits all = spec.dataset().load();
    Splits few =
        new Splits(
            all.train(),
            all.validation().slice(0, 10),
            all.test().slice(0, 10),
            all.classes(),
            all.digest());
    Graph graph = spec.model().graph(all.train().shape(), all.classes());
    Parameters start = spec.model().start(graph.input(), all.classes(), 1);
    PlannedBaseline planned =
        new PlannedBaseline("0123456789abcdef", Canonical.text(spec.baseline()));
    Baseline baseline =
        BaselineTraining.train(planned, spec.baseline(), graph, start, few, epoch -> {});
    Splits measured =
        new Splits(all.train(), few.validation(), all.test(), all.classes(), all.digest());
    TrialResult result = TrialRunner.run(spec, baseline, measured);
    assertEquals(TrialState.SUCCEEDED, result.state(), () -> "" + result.failure());
    return 100 * result.measured().orElseThrow().test().top1();
  }

  private static TrialSpec spec(String study, Path file, String format, double sparsity) {
    List<String> settings =
        List.of(
            "trial.model.path=\"" + file.toString().replace('\\', '/') + "\"",
            "axis.sparsity=[" + sparsity + "]",
            "axis.quantizer=[{ format { " + format + " }, rounding = source }]");
    Grid grid = Grid.expand(Path.of("../conf/reproductions/ptq-" + study + ".conf"), settings);
    return grid.trials(TrialSpec.class).findFirst().orElseThrow().spec();
  }
}
