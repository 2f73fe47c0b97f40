package io.espalier.compression.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.espalier.compression.config.Samples.Bias;
import io.espalier.compression.config.Samples.Block;
import io.espalier.compression.config.Samples.Format;
import io.espalier.compression.config.Samples.Plain;
import io.espalier.compression.config.Samples.Prune;
import io.espalier.compression.config.Samples.Quantize;
import io.espalier.compression.config.Samples.Rule;
import io.espalier.compression.config.Samples.Study;
import io.espalier.compression.config.Samples.Tern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void everySupportedTypeIsRead() {
    Study study =
        ConfigReader.parse(
            """
            name = trellis, data = /data/mnist, seed = -9007199254740993, fold = yes
            pipeline = [
              { type = prune, sparsity = 0.5, except = [first, "last"], rates { "a.b" = 1e-1 } }
              { type = quantize, images = 512, clip = 2,
                format { type = block, mantissa-width = 7, rule = floor-one, bias = -3 } } ]
            formats { conv1 { type = tern }, fc { type = plain } }
            """,
            Study.class);
    Block block = new Block(7, 16, Rule.FLOOR_ONE, new Bias(OptionalInt.of(-3)));
    assertEquals(
        new Study(
            "trellis",
            List.of(
                new Prune(0.5, List.of("first", "last"), Map.of("a.b", 0.1)),
                new Quantize(block, OptionalInt.of(512), OptionalDouble.of(2))),
            Optional.of(Path.of("/data/mnist")),
            -9007199254740993L,
            true,
            Map.of("conv1", new Tern(0.75), "fc", new Plain())),
        study);
  }

  @Test
  void leftOutKeysTakeTheirDefaults() {
    assertEquals(
        new Study("x", List.of(), Optional.empty(), 1, false, Map.of()),
        ConfigReader.parse("name = x, data = auto, seed = null", Study.class));
    assertEquals(
        new Quantize(new Plain(), OptionalInt.empty(), OptionalDouble.empty()),
        ConfigReader.parse("{}", Quantize.class));
  }

  @Test
  void aRecordsOwnCheckNamesFileLineAndKey() throws IOException {
    Path file = folder.resolve("grid.conf");
    Files.writeString(file, "name = x\npipeline = [\n  { type = prune,\n    sparsity = 1.2 } ]\n");
    ConfigError error =
        assertThrows(ConfigError.class, () -> ConfigReader.parse(file, Study.class));
    assertEquals(file + ":4: pipeline[0].sparsity: must be in [0, 1), got 1.2", error.getMessage());
  }

  @Test
  void aCheckOfACamelCaseComponentNamesTheKebabKey() {
    assertFaults(
        "{ type = block, mantissa-width = 3, block-size = 0 }",
        Format.class,
        "text:1: block-size: must be at least 1, got 0");
  }

  @Test
  void allFaultsOfATextAreCollected() {
    assertFaults(
        """
        nam = x
        seed = 1.5
        fold = maybe
        pipeline = [
          { type = prun, sparsity = 1 }
          { type = prune, sparsity = [0.5] }
          { sparsity = 0.5 }
          7
        ]
        """,
        Study.class,
        "text:1: nam: unknown key 'nam', did you mean 'name'?"
            + " Known: name, pipeline, data, seed, fold, formats",
        "text:1: name: missing: what it is called",
        "text:5: pipeline[0].type: unknown type 'prun', did you mean 'prune'?"
            + " Known: prune, quantize",
        "text:6: pipeline[1].sparsity: expected a number, got a list",
        "text:7: pipeline[2].type: missing; one of prune, quantize",
        "text:8: pipeline[3]: expected an object such as { type = prune }, got the number 7",
        "text:2: seed: expected a whole number, got the number 1.5",
        "text:3: fold: expected true or false, got the text 'maybe'");
  }

  @Test
  void wrongValuesSayWhatWasExpected() {
    assertFaults(
        "{ type = block, mantissa-width = 3, rule = floor-on, bias = low }",
        Format.class,
        "text:1: rule: unknown value 'floor-on', did you mean 'floor-one'?"
            + " Known: ceil, floor-one",
        "text:1: bias: expected free or a whole number, got low");
    assertFaults(
        "mantissa-width = 3000000000",
        Block.class,
        "text:1: mantissa-width: expected a whole number from -2147483648 to 2147483647,"
            + " got the number 3000000000");
    assertFaults(
        "type = plain, mantissa-width = 3",
        Block.class,
        "text:1: type: must be block here, got the text 'plain'");
    assertFaults("ratio = NaN", Tern.class, "text:1: ratio: expected a number, got the text 'NaN'");
  }

  @Test
  void aHugeExponentIsRefusedWithoutWritingItOut() {
    assertFaults(
        "name = x, seed = 1e999999999",
        Study.class,
        "text:1: seed: expected a whole number from -9223372036854775808 to"
            + " 9223372036854775807, got the number 1e999999999");
    assertFaults(
        "ratio = 1e999",
        Tern.class,
        "text:1: ratio: expected a number within ±1.8e308, got the" + " number 1e999");
  }

  @Test
  void syntaxErrorsAndUnsetVariablesNameTheirLine() {
    ConfigError syntax =
        assertThrows(
            ConfigError.class, () -> ConfigReader.parse("name = x\nseed = }", Study.class));
    assertEquals("text:2", syntax.faults().get(0).where());
    assertFaults(
        "name = x\n\nseed = ${ESPALIER_NO_SUCH_VARIABLE}",
        Study.class,
        "text:3: ${ESPALIER_NO_SUCH_VARIABLE}: there is no such key here, and no environment"
            + " variable of that name is set");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.conf");
    ConfigError error =
        assertThrows(ConfigError.class, () -> ConfigReader.parse(file, Study.class));
    assertEquals(file + ": no such file, or not readable", error.getMessage());
  }

  private static void assertFaults(String text, Class<?> type, String... expected) {
    ConfigError error = assertThrows(ConfigError.class, () -> ConfigReader.parse(text, type));
    assertEquals(List.of(expected), error.faults().stream().map(Fault::toString).toList());
  }
}
