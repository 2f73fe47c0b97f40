package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.data.Npy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FormatCommandTest {
  private static final String BFP = "{ type = bfp, exponent-width = 8, mantissa-width = 3 }";
  private static final String BLOCKS_OF_2 = "{ type = bfp, mantissa-width = 3, block-size = 2 }";

  @TempDir private Path folder;

  private record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    }
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Espalier.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new Result(code, out.toString(), err.toString());
  }

  @Test
  void executeEndsWithTheCodeOfTheCommand() {
    assertEquals(Espalier.ALL_WELL, Espalier.execute("format", "{ type = half }", "-1"));
    assertEquals(Espalier.USAGE, Espalier.execute("format", "{ type = half }"));
  }

  @Test
  void valuesBelowZeroAreValues() {
    Result result = run("format", BFP, "0.1", "-0.35", "3");
    assertEquals(Espalier.ALL_WELL, result.code(), result.err());
    assertEquals(
        List.of(
            "value quantized bits error",
            "shared 10000001",
            "0.1 0 0 000 -0.1",
            "-0.35 -0.5 1 001 -0.15",
            "3 3 0 110 0"),
        result.lines());
  }

  @Test
  void eachBlockShowsWhatItShares() {
    Result result = run("format", BLOCKS_OF_2, "1.5", "-1", "-.5", "NaN", "-Infinity");
    assertEquals(Espalier.ALL_WELL, result.code(), result.err());
    assertEquals(3, result.lines().stream().filter(line -> line.startsWith("shared ")).count());
    assertTrue(result.lines().contains("NaN NaN none NaN"), result.out());
  }

  @Test
  void openFieldsAreShown() {
    Result result = run("format", "{ type = fixed-point, width = 8 }", "-3", "1");
    assertTrue(result.lines().get(0).contains("\"frac\":5"), result.out());
  }

  @Test
  void aTableHasAllMagnitudes() {
    Result result = run("format", "{ type = ocp, element = e2m1 }", "--table");
    assertEquals(List.of("0", "0.5", "1", "1.5", "2", "3", "4", "6"), result.lines());
    Result refused = run("format", BFP, "--table");
    assertEquals(Espalier.USAGE, refused.code());
    assertTrue(refused.err().contains("block"), refused.err());
  }

  @Test
  void blocksRunAlongTheAxis() throws Exception {
    float[] values = {1, 2, 3, 100, 0.25f, 7};
    new Npy(List.of(2, 3), values).write(folder.resolve("x.npy"));
    // Blocks of rows (1 2)(3)(100 0.25)(7), of columns (1 100)(2 0.25)(3 7); a largest value 2^e is
    // clipped by the rule ceil.
    float[] last = {1, 1.75f, 3, 96, 0, 7};
    assertArrayEquals(last, array(BLOCKS_OF_2));
    assertArrayEquals(last, array(BLOCKS_OF_2, "--axis", "-1"));
    assertArrayEquals(new float[] {0, 1.75f, 3, 96, 0.25f, 7}, array(BLOCKS_OF_2, "--axis", "0"));
    assertArrayEquals(values, array("{ type = half }"));
    Result wrong = convert(BLOCKS_OF_2, "--axis", "2");
    assertEquals(Espalier.USAGE, wrong.code());
    assertTrue(wrong.err().contains("--axis must be in [-2, 2)"), wrong.err());
  }

  @Test
  void arraysOfAnyShapeAreTaken() throws Exception {
    for (List<Integer> shape : List.of(List.<Integer>of(), List.of(0), List.of(2, 0, 3))) {
      float[] values = new float[shape.isEmpty() ? 1 : 0];
      new Npy(shape, values).write(folder.resolve("x.npy"));
      Result result = convert(BFP);
      assertEquals(Espalier.ALL_WELL, result.code(), result.err());
      assertEquals(new Npy(shape, values), Npy.read(folder.resolve("y.npy")));
    }
  }

  private float[] array(String format, String... more) {
    Result result = convert(format, more);
    assertEquals(Espalier.ALL_WELL, result.code(), result.err());
    return Npy.read(folder.resolve("y.npy")).values();
  }

  private Result convert(String format, String... more) {
    String in = folder.resolve("x.npy").toString();
    String out = folder.resolve("y.npy").toString();
    String[] arguments = new String[6 + more.length];
    System.arraycopy(new String[] {"format", format, "--in", in, "--out", out}, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return run(arguments);
  }

  @Test
  void mistakesAreNamed() {
    expectError("'--tabel' is neither a number nor an option", BFP, "--tabel");
    expectError("'x' is neither a number", BFP, "1", "x");
    expectError("give either values", BFP);
    expectError("give either values", BFP, "1", "--table");
    expectError("--in and --out go together", BFP, "--in", "x.npy");
    expectError("--axis needs --in", BFP, "1", "--axis", "0");
    expectError("mantissa-width", "{ type = bfp, mantisa-width = 3 }", "1");
    expectError(
        "missing.npy", BFP, "--in", folder.resolve("missing.npy").toString(), "--out", "y.npy");
  }

  private static void expectError(String message, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "format";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Result result = run(all);
    assertEquals(Espalier.USAGE, result.code(), result.out());
    assertTrue(result.err().contains(message), result.err());
  }
}
