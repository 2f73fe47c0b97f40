package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.model.OnnxWeights;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every configuration of a published experiment is a grid of trials with identities of their own,
 * whose steps fit the layers of their networks.
 */
class ReproductionsTest {
  private static final Path FOLDER = Path.of("../conf/reproductions");

  @ParameterizedTest
  @CsvSource({
    "1a-lenet300-magnitude, 15",
    "1b-lenet5-magnitude, 20",
    "1c-lecture-densities, 36",
    "2a-mlp-slimming, 20",
    "2b-vgg7-slimming-curve, 54",
    "3-resnet20-channels, 42",
    "4-lottery-ticket, 21",
    "5a-snip-lenet300, 35",
    "5a-snip-lenet5, 35",
    "5b-force-lenet300, 45",
    "6-resnet20-kernels, 12",
    "7a-resnet20-int, 24",
    "7b-resnet20-calibration, 20",
    "7c-resnet20-blocks, 19",
    "7d-resnet20-qat, 15",
    "7e-lenet5, 15",
    "7e-sfc, 9",
    "ptq-lenet5, 54",
    "ptq-vgg7, 54",
    "ptq-resnet20, 54"
  })
  void isAGrid(String name, int size) {
    List<String> path =
        readsFile(name) ? List.of("trial.model.path=/models/resnet20.onnx") : List.of();
    Grid grid = Grid.expand(FOLDER.resolve(name + ".conf"), path);
    assertEquals(size, grid.size());
    Set<String> texts = new HashSet<>();
    grid.trials(TrialSpec.class)
        .forEach(
            trial -> {
              String text = Canonical.text(trial.spec());
              assertEquals(trial.spec(), ConfigReader.parse(text, TrialSpec.class));
              assertTrue(texts.add(text), text);
            });
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  /** Of every file that is there. */
  @ParameterizedTest
  @MethodSource("files")
  void stepsFitTheirNetworks(Path file) {
    Grid grid = Grid.expand(file, network(file.getFileName().toString()));
    Plan plan = Plan.of(grid, source -> "digest", ReproductionsTest::layers);
    assertEquals(grid.size(), plan.trials().size());
  }

  /** The setting that names the network's file, where one is read. */
  private static List<String> network(String name) {
    if (!readsFile(name)) {
      return List.of();
    }
    Optional<Path> shared = OnnxWeights.shared();
    assumeTrue(shared.isPresent(), "no shared models; set ESPALIER_SHARED");
    String network =
        name.contains("resnet20") ? "resnet20" : name.contains("vgg7") ? "vgg7-quarter" : "lenet5";
    Path path = shared.orElseThrow().resolve("models").resolve(network + ".onnx");
    return List.of("trial.model.path=\"" + path.toString().replace('\\', '/') + "\"");
  }

  private static boolean readsFile(String name) {
    return name.contains("resnet20") || name.startsWith("ptq");
  }

  private static Graph layers(BaselineSpec baseline) {
    boolean digits = Canonical.text(baseline.dataset()).contains("mnist");
    return baseline.model().graph(digits ? new Shape(28, 28, 1) : new Shape(32, 32, 3), 10);
  }
}
