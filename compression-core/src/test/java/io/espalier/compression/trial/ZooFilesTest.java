package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every ready network of the zoo is one file, read whole, whose network has what it should. */
class ZooFilesTest {
  private static final Path FOLDER = Path.of("../conf/zoo");
  private static final Shape GREY = new Shape(28, 28, 1);
  private static final Shape SMALL = new Shape(32, 32, 3);
  private static final Shape LARGE = new Shape(224, 224, 3);

  /** Convolutions and dense layers, whose number names most of these networks. */
  private record Expected(Shape images, int weighted) {}

  private static final Map<String, Expected> FILES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("alexnet.conf", new Expected(LARGE, 8)),
              Map.entry("lenet-300-100.conf", new Expected(GREY, 3)),
              Map.entry("lenet-5.conf", new Expected(GREY, 4)),
              Map.entry("mlp.conf", new Expected(GREY, 4)),
              Map.entry("resnet20.conf", new Expected(SMALL, 20)),
              Map.entry("resnet32.conf", new Expected(SMALL, 32)),
              Map.entry("resnet56.conf", new Expected(SMALL, 56)),
              Map.entry("vgg16.conf", new Expected(SMALL, 15)),
              Map.entry("vgg16-224.conf", new Expected(LARGE, 16)),
              Map.entry("vgg16-plain-224.conf", new Expected(LARGE, 16)),
              Map.entry("vgg19.conf", new Expected(SMALL, 17)),
              Map.entry("vgg7.conf", new Expected(SMALL, 8))));

  @Test
  void everyFileIsAGridOfItsNetwork() throws IOException {
    try (var files = Files.list(FOLDER)) {
      assertEquals(
          FILES.keySet(), new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()));
    }
    FILES.forEach(ZooFilesTest::check);
  }

  private static void check(String file, Expected expected) {
    List<String> path =
        expected.images().equals(LARGE) ? List.of("trial.dataset.path=/pictures") : List.of();
    Grid grid = Grid.expand(FOLDER.resolve(file), path);
    assertEquals(6, grid.size(), file);
    grid.trials(TrialSpec.class)
        .forEach(
            trial -> {
              String text = Canonical.text(trial.spec());
              assertEquals(trial.spec(), ConfigReader.parse(text, TrialSpec.class), file);
              Graph graph = trial.spec().model().graph(expected.images(), 10);
              assertEquals(expected.weighted(), graph.weighted().size(), file);
            });
  }
}
