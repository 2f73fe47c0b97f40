package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Post-training quantization of the largest networks of the zoo, at 224×224, with few random
 * images: the whole process stays within 6 GiB. Run by {@code mvn -P endurance}.
 */
@Tag("endurance")
class LargeTrialTest {
  // As many as a data set can have; a thousand would be 744 × 4097 parameters more.
  private static final int CLASSES = 256;
  private static final Accuracy NOTHING = new Accuracy(0, 0, 0, 1);
  private static final Shape IMAGE = new Shape(224, 224, 3);
  private static final long MOST_BYTES = 6L << 30;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ type = alexnet } | 58052672",
        "{ type = vgg16, hidden = [4096, 4096], norm = none } | 135309376"
      })
  void quantizingStaysWithinSixGibibytes(String model, long parameters)
      throws IOException, InterruptedException {
    TrialSpec spec =
        ConfigReader.parse(
            "model = "
                + model
                + """

                training {}
                dataset { type = digits } // not drawn: only the shape of the images matters
                pipeline = [
                  { type = prune, sparsity = 0.5 }
                  { type = quantize, calibration-images = 8
                    weight { format { type = affine, width = 8 }, granularity = channel }
                    activation { format { type = affine, width = 8 }, observer { type = mse } } }
                ]
                """,
            TrialSpec.class);
    Graph graph = spec.model().graph(IMAGE, CLASSES);
    Parameters weights = spec.model().start(IMAGE, CLASSES, 3);
    Baseline baseline = new Baseline("0123456789abcdef", graph, weights, NOTHING, NOTHING, 0, 0);
    TrialResult result = TrialRunner.run(spec, baseline, splits());
    assertEquals(TrialState.SUCCEEDED, result.state(), () -> "" + result.failure());
    TrialResult.Measured measured = result.measured().orElseThrow();
    assertEquals(parameters, measured.size().paramsTotal());
    assertTrue(measured.test().loss() > 0, () -> "loss " + measured.test());
    OptionalLong peak = peakBytes();
    System.out.println(model + ": peak of the process " + peak);
    assertTrue(peak.orElse(0) <= MOST_BYTES, () -> "peak " + peak);
  }

  private static Splits splits() {
    return Splits.of(images(8, 1), images(4, 2), images(4, 3), CLASSES);
  }

  private static Images images(int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * IMAGE.volume()];
    random.nextBytes(pixels);
    byte[] labels = new byte[count];
    random.nextBytes(labels);
    return new Images(IMAGE, pixels, labels);
  }

  /** The most memory this process ever had, where Linux tells. */
  private static OptionalLong peakBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst();
  }
}
