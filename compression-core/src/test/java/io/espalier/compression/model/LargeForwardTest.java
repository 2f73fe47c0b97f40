package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * AlexNet and VGG-16 as published, for 224×224 and 1,000 classes, give what Deeplearning4j gives.
 * Gigabytes and seconds: run by {@code mvn -P endurance}.
 */
@Tag("endurance")
class LargeForwardTest {
  private static final Shape IMAGE = new Shape(224, 224, 3);
  private static final int CLASSES = 1000;

  static Stream<Zoo> networks() {
    return Stream.of(
        new AlexNet(Normalization.NONE),
        new Vgg16(List.of(4096, 4096), Norm.NONE, Normalization.NONE));
  }

  /** Logits up to a constant, which the softmax takes away: a stricter test than probabilities. */
  @ParameterizedTest
  @MethodSource("networks")
  void outputsAgree(Zoo model) {
    Dl4jForward forward = new Dl4jForward(model, IMAGE, CLASSES, 1);
    Parameters weights = model.start(IMAGE, CLASSES, 3);
    float[] images = forward.images(4);
    float[] logits = forward.logits(weights, images);
    float[] theirs = forward.theirs(weights, images);
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < logits.length; i++) {
      double probability = forward.probability(logits, i);
      assertEquals(theirs[i], probability, 1e-4, "output " + i);
      worst = Math.max(worst, Math.abs(Math.log(theirs[i]) - Math.log(probability)));
      largest = Math.max(largest, probability);
    }
    System.out.printf(
        "%s: log-probabilities differ by at most %.1e, the largest probability is %.3f%n",
        model.getClass().getSimpleName(), worst, largest);
    assertEquals(0, worst, 1e-4, "log-probability");
  }
}
