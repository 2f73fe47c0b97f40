package io.espalier.compression.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Samples.Study;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged configurations are either read or refused with a ConfigError that says something. */
class ConfigFuzzTest {
  private static final int INPUTS = 3_000;

  private static final String TEXT =
      """
      # A study with a bit of everything.
      base { ratio = 0.75 }
      study {
        name = trellis, data = "/data/mnist", seed = -42, fold = yes
        pipeline = [
          { type = prune, sparsity = 0.5, except = [first, "last"], rates { "a.b" = 1e-1 } }
          { type = quantize, images = 512, clip = auto,
            format { type = block, mantissa-width = 7, rule = floor-one, bias = -3 } }
        ] [ { type = quantize } ]
        formats { conv1 = ${base} { type = tern }, fc { type = plain } }
      }
      """;

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "=",
          ",",
          ":",
          "\"",
          "\"\"\"",
          "${",
          "${?",
          "}",
          "${base}",
          "${study}",
          "+=",
          "null",
          "auto",
          "1e999",
          "-",
          "NaN",
          "99999999999999999999",
          "\\u",
          "include ",
          "include \"none\"",
          "\n",
          "#",
          "//",
          "true",
          "\0",
          "€",
          ".",
          "type");

  @Test
  void onlyConfigErrorsComeOut() {
    long seed = Long.getLong("espalier.fuzz.seed", System.nanoTime());
    System.out.println("ConfigFuzzTest: replay with -Despalier.fuzz.seed=" + seed);
    assertFalse(refused(TEXT, seed), "the undamaged text must be read");
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < INPUTS; i++) {
      refused += refused(mutant(random), seed) ? 1 : 0;
    }
    System.out.println("ConfigFuzzTest refused " + refused + " of " + INPUTS);
    assertTrue(refused > INPUTS / 4, "hardly any input was damaged: " + refused);
  }

  record File(Samples.Tern base, Study study) {}

  private static boolean refused(String text, long seed) {
    try {
      Canonical.text(ConfigReader.parse(text, File.class));
      return false;
    } catch (ConfigError e) {
      assertFalse(e.getMessage().isBlank(), "seed " + seed);
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed + " gave " + e + " for\n" + text, e);
    }
  }

  private static String mutant(Random random) {
    StringBuilder text = new StringBuilder(TEXT);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      mutate(text, random);
    }
    return text.toString();
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    switch (random.nextInt(5)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
      case 2 -> text.setCharAt(at, (char) random.nextInt(128));
      case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      default -> text.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
    }
  }
}
