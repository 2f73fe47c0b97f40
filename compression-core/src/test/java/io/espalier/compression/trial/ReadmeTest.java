package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is read as it says. */
class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```hocon\\n(.*?)^```$");

  static List<String> blocks() throws IOException {
    String page = Files.readString(Path.of("../README.md"));
    return BLOCK.matcher(page).results().map((MatchResult r) -> r.group(1)).toList();
  }

  @Test
  void itsGridIsAGrid(@TempDir Path folder) throws IOException {
    Files.copy(Path.of("../conf/formats.conf"), folder.resolve("formats.conf"));
    Path file = Files.writeString(folder.resolve("mine.conf"), blocks().get(0));
    Grid grid = Grid.expand(file, List.of("trial.training.epochs=2"));
    assertEquals("my-study", grid.study());
    assertEquals(3 * 9 - 1, grid.size());
    assertTrue(grid.points().allMatch(point -> point.json().contains("format")));
  }

  @Test
  void aSettingReplacesAnAxis() {
    Grid grid =
        Grid.expand(Path.of("../conf/mnist-lecture.conf"), List.of("axis.sparsity=[0,0.9]"));
    assertEquals(2 * 9, grid.size());
  }
}
