package io.espalier.kernels.format;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads files of golden vectors: inputs and what a format has to make of them, bit for bit.
 *
 * <p>ASCII, one record a line, tokens separated by spaces, {@code #} starts a comment line:
 *
 * <pre>
 * tensor &lt;name&gt; shape=&lt;d0,d1,..&gt; &lt;hex&gt;
 * case &lt;id&gt; &lt;format&gt; input=&lt;tensor&gt; &lt;key&gt;=&lt;value&gt; … &lt;hex of the expected output&gt;
 * </pre>
 *
 * where hex is float32 bit patterns of 8 digits, row-major, without separators.
 */
public final class GoldenVectors {
  private record Tensor(int[] shape, float[] values) {}

  private final Path file;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final List<GoldenCase> cases = new ArrayList<>();
  private int line;

  private GoldenVectors(Path file) {
    this.file = file;
  }

  /**
   * All cases of {@code file}, in its order.
   *
   * @throws IOException if the file cannot be read or a line is wrong; the message names both
   */
  public static List<GoldenCase> read(Path file) throws IOException {
    GoldenVectors reader = new GoldenVectors(file);
    for (String text : lines(file)) {
      reader.line++;
      reader.record(text);
    }
    return List.copyOf(reader.cases);
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": not a text file of golden vectors", e);
    }
  }

  private void record(String text) throws IOException {
    if (text.isBlank() || text.startsWith("#")) {
      return;
    }
    try {
      String[] tokens = text.trim().split(" +");
      switch (tokens[0]) {
        case "tensor" -> tensor(tokens);
        case "case" -> expectation(tokens);
        default ->
            throw new IllegalArgumentException(
                "a line starts with tensor, case or #, not " + abbreviated(tokens[0]));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ":" + line + ": " + e.getMessage(), e);
    }
  }

  private void tensor(String[] tokens) {
    if (tokens.length < 3 || tokens.length > 4 || !tokens[2].startsWith("shape=")) {
      throw new IllegalArgumentException("expected tensor <name> shape=<d0,d1,..> <hex>");
    }
    int[] shape = GoldenSetting.integers(tokens[2].substring("shape=".length()));
    Tensor t = new Tensor(shape, values(tokens.length == 4 ? tokens[3] : ""));
    expectCount(Tiles.whole(shape).size(), t.values.length);
    if (tensors.put(tokens[1], t) != null) {
      throw new IllegalArgumentException("tensor " + tokens[1] + " is defined twice");
    }
  }

  private void expectation(String[] tokens) {
    if (tokens.length < 4) {
      throw new IllegalArgumentException(
          "expected case <id> <format> input=<tensor> <key>=<value> … <hex>");
    }
    int last = tokens.length - 1;
    boolean empty = tokens[last].contains("=");
    GoldenSetting setting =
        GoldenSetting.of(tokens[2], List.of(tokens).subList(3, empty ? last + 1 : last));
    Tensor input = named(setting.text("input"));
    float[] expected = values(empty ? "" : tokens[last]);
    expectCount(input.values.length, expected.length);
    Optional<float[]> uniforms = setting.uniforms().map(name -> named(name).values);
    uniforms.ifPresent(u -> expectCount(input.values.length, u.length));
    Tiles tiles = setting.tiles(input.shape);
    cases.add(
        new GoldenCase(
            tokens[1],
            setting.toString(),
            setting.format(tiles),
            tiles,
            input.values,
            uniforms,
            expected));
    setting.expectAllUsed();
  }

  private Tensor named(String name) {
    Tensor t = tensors.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name + " above this line");
    }
    return t;
  }

  private static void expectCount(int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException("expected " + expected + " values, found " + found);
    }
  }

  private static float[] values(String hex) {
    if (hex.length() % 8 != 0) {
      throw new IllegalArgumentException(
          "hex digits come in groups of 8, found " + hex.length() + " digits");
    }
    float[] values = new float[hex.length() / 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(bits(hex.substring(8 * i, 8 * i + 8)));
    }
    return values;
  }

  private static int bits(String digits) {
    try {
      return Integer.parseUnsignedInt(digits, 16);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not 8 hex digits: " + abbreviated(digits), e);
    }
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
