package io.espalier.compression.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.compression.config.Samples.Study;
import org.junit.jupiter.api.Test;

/** Damaged configurations are either read or refused with a ConfigError that says something. */
class ConfigFuzzTest {
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

  record File(Samples.Tern base, Study study) {}

  @Test
  void onlyConfigErrorsComeOut() throws Exception {
    new Fuzz("config", e -> e instanceof ConfigError && !e.getMessage().isBlank(), 8 << 20, 4096)
        .run(
            TEXT.getBytes(UTF_8),
            random -> Damage.text(TEXT, random).getBytes(UTF_8),
            text -> Canonical.text(ConfigReader.parse(new String(text, UTF_8), File.class)));
  }
}
