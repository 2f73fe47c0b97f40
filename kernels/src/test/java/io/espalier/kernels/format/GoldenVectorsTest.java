package io.espalier.kernels.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.kernels.format.GoldenCase.Comparison;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenVectorsTest {
  @TempDir Path folder;

  static Path golden() throws URISyntaxException {
    return Path.of(GoldenVectorsTest.class.getResource("golden.txt").toURI());
  }

  private static void expectAllPass(List<GoldenCase> cases, Comparison comparison) {
    List<String> failures = new ArrayList<>();
    for (GoldenCase c : cases) {
      List<GoldenCase.Difference> differences = c.check(comparison);
      if (!differences.isEmpty()) {
        failures.add(differences.size() + " differ, first " + differences.get(0));
      }
    }
    assertTrue(
        failures.isEmpty(),
        () ->
            failures.size()
                + " of "
                + cases.size()
                + " cases fail:\n"
                + String.join("\n", failures));
  }

  @Test
  void everyGoldenCaseIsMetBitForBit() throws Exception {
    List<GoldenCase> cases = GoldenVectors.read(golden());
    assertEquals(456, cases.size());
    expectAllPass(cases, Comparison.BITS);
  }

  @Test
  void everyOutputOfTheLecturersToolkitIsMetByValue() throws Exception {
    String shared = System.getenv("ESPALIER_SHARED");
    Path file =
        (shared == null ? Path.of("..", "..", "shared") : Path.of(shared))
            .resolve(Path.of("formats", "mase.txt"));
    assumeTrue(Files.exists(file), "no " + file.toAbsolutePath() + "; set ESPALIER_SHARED");
    List<GoldenCase> cases = GoldenVectors.read(file);
    assertEquals(72, cases.size());
    for (GoldenCase c : cases) {
      assertEquals(c.format(), c.format().withPreset(Preset.SOURCE), c::toString);
    }
    expectAllPass(cases, Comparison.VALUES);
  }

  @Test
  void aDifferenceSaysWhereAndWhat() throws Exception {
    Path file =
        write("tensor t shape=2 3f8000003f000000", "case a half input=t sat=0 3f8000003f000001");
    List<GoldenCase.Difference> found = GoldenVectors.read(file).get(0).check(Comparison.BITS);
    assertEquals(1, found.size());
    assertEquals(
        "case a (half input=t sat=0) element 1: 0.5 [3f000000] gave 0.5 [3f000000], expected"
            + " 0.50000006 [3f000001]",
        found.get(0).toString());
  }

  @Test
  void aWrongLineIsNamed() throws Exception {
    expectError("2: a line starts with tensor, case or #, not tensr", "# comment", "tensr");
    expectError("1: expected 3 values, found 1", "tensor t shape=3 00000000");
    expectError("1: hex digits come in groups of 8, found 7 digits", "tensor t shape=1 0000000");
    expectError("1: not 8 hex digits: 0000000g", "tensor t shape=1 0000000g");
    expectError("1: no tensor t above this line", "case a half input=t sat=0 00000000");
    String t = "tensor t shape=1 00000000";
    expectError(
        "2: unknown key block-size of half", t, "case a half input=t sat=0 block-size=1 00000000");
    expectError("2: fixed needs the key frac", t, "case a fixed input=t width=8 signed=1 00000000");
    expectError(
        "2: width must be in [2, 24], got 99",
        t,
        "case a fixed input=t width=99 frac=2 signed=1 00000000");
    expectError("2: unknown format posit", t, "case a posit input=t 00000000");
  }

  private void expectError(String message, String... lines) throws IOException {
    Path file = write(lines);
    IOException e = assertThrows(IOException.class, () -> GoldenVectors.read(file));
    assertTrue(e.getMessage().startsWith(file + ":" + message), e::getMessage);
  }

  private Path write(String... lines) throws IOException {
    return Files.write(folder.resolve("vectors.txt"), List.of(lines));
  }
}
