package io.espalier.compression.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.compression.config.ConfigError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged grids: each is read, every trial of it, or refused with a {@link ConfigError}. */
class GridFuzzTest {
  private static final String TEXT =
      """
      include "formats.conf"
      study = fuzz
      trial {
        model { type = lenet5 }
        dataset { type = digits, train = 400 }
        training { epochs = 2, optimizer { type = sgd, learning-rate = ${rate} } }
        pipeline = [
          { type = prune, sparsity = ${axis.sparsity} }
          { type = quantize, weight { format = ${axis.format} } }
        ]
        seed = ${axis.seed}
      }
      rate = 0.01
      axis {
        sparsity = [0, 0.5], seed = [1, 2]
        format = [{ type = bfp, mantissa-width = 3 }, { type = "fixed-point", width = 6 }]
      }
      exclude = [ { sparsity = 0.5, seed = 2 } ]
      """;

  @TempDir Path folder;

  @Test
  void grids() throws Exception {
    byte[] sound = TEXT.getBytes(UTF_8);
    Path file = folder.resolve("fuzzed.conf");
    new Fuzz("grid", e -> e instanceof ConfigError && !e.getMessage().isBlank(), 64 << 20, 8192)
        .run(
            sound,
            random ->
                random.nextInt(4) == 0
                    ? Damage.bytes(sound, random)
                    : Damage.text(TEXT, random).getBytes(UTF_8),
            text -> {
              Files.write(file, text);
              assertTrue(Grid.expand(file, List.of()).trials(TrialSpec.class).count() > 0);
            });
  }
}
