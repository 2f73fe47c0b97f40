package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged networks of our own: each is refused with an IOException. Those whose digest was made to
 * fit the damage, which no accident does, may also be read.
 */
class KeptFuzzTest {
  private static final int DIGEST = 32;
  private static final TrialSpec SPEC =
      ConfigReader.parse(
          """
          model { type = mlp, hidden = [4] }
          dataset { type = digits, train = 20, validation = 10, test = 10 }
          training { epochs = 1 }
          pipeline = [
            { type = prune, sparsity = 0.5 }
            { type = fine-tune, epochs = 1 }
            { type = prune-activations, fraction = 0.2 }
            { type = quantize, weight { format { type = bfp, mantissa-width = 3 } },
              activation { format { type = fixed-point, width = 6 } } }
          ]
          """,
          TrialSpec.class);

  private static Baseline baseline(Splits splits) {
    Graph graph = SPEC.model().graph(splits.train().shape(), splits.classes());
    Accuracy none = new Accuracy(0, 0, 0, 1);
    return new Baseline("ba", graph, Initializer.HE.draw(graph, 1), none, none, 1, 1);
  }

  private static byte[] baseline() {
    return BaselineCodec.write(baseline(SPEC.dataset().load()));
  }

  private static byte[] kept() throws InterruptedException {
    Splits splits = SPEC.dataset().load();
    TrialRunner.PrefixResult result =
        TrialRunner.keep("ff", SPEC, Kept.of(baseline(splits)), splits);
    return KeptCodec.write(((TrialRunner.PrefixResult.Done) result).kept());
  }

  private static byte[] sealed(byte[] sound, Random random) {
    return sealed(Damage.bytes(Arrays.copyOf(sound, sound.length - DIGEST), random));
  }

  private static byte[] sealed(byte[] content) {
    byte[] file = Arrays.copyOf(content, content.length + DIGEST);
    System.arraycopy(Digests.sha256().digest(content), 0, file, content.length, DIGEST);
    return file;
  }

  private static Fuzz fuzz(String reader) {
    return new Fuzz(reader, IOException.class::isInstance, 4 << 20, 64);
  }

  @Test
  void keptNetworks() throws Exception {
    byte[] sound = kept();
    fuzz("kept")
        .run(
            sound,
            random -> Damage.bytes(sound, random),
            file -> assertNotNull(KeptCodec.read("ff", file)));
  }

  @Test
  void keptNetworksWithDigest() throws Exception {
    byte[] sound = kept();
    fuzz("kept-sealed")
        .run(
            sound,
            random -> sealed(sound, random),
            file -> assertNotNull(KeptCodec.read("ff", file)));
  }

  @Test
  void baselines() throws Exception {
    byte[] sound = baseline();
    fuzz("baseline")
        .run(
            sound,
            random -> Damage.bytes(sound, random),
            file -> assertNotNull(BaselineCodec.read(file)));
  }

  @Test
  void baselinesWithDigest() throws Exception {
    byte[] sound = baseline();
    fuzz("baseline-sealed")
        .run(
            sound,
            random -> sealed(sound, random),
            file -> assertNotNull(BaselineCodec.read(file)));
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    byte[] content = Arrays.copyOf(baseline(), baseline().length - DIGEST);
    // Behind magic, id, epochs, time, and three figures of validation: on how many images.
    int images = 4 + 4 + 4 + 8 + 3 * 8;
    assertEquals(1, ByteBuffer.wrap(content).getInt(images));
    ByteBuffer.wrap(content).putInt(images, 0);
    IOException e = assertThrows(IOException.class, () -> BaselineCodec.read(sealed(content)));
    assertEquals("not a possible baseline: images must be at least 1, got 0", e.getMessage());
  }
}
