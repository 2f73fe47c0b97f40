package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every configuration of a published experiment is a grid of trials with identities of their own.
 */
class ReproductionsTest {
  @ParameterizedTest
  @CsvSource({
    "1a-lenet300-magnitude, 15",
    "1b-lenet5-magnitude, 15",
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
        name.contains("resnet20") || name.startsWith("ptq")
            ? List.of("trial.model.path=/models/resnet20.onnx")
            : List.of();
    Grid grid = Grid.expand(Path.of("../conf/reproductions/" + name + ".conf"), path);
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
}
