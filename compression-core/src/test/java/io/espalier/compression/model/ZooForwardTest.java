package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Large networks of the zoo give the probabilities that Deeplearning4j gives, within 1e-4. */
class ZooForwardTest {
  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(new AlexNet(Normalization.NONE), new Shape(63, 63, 3)),
        Arguments.of(new Vgg16(List.of(32), Norm.BATCH, Normalization.NONE), new Shape(32, 32, 3)),
        Arguments.of(new Vgg16(List.of(32), Norm.NONE, Normalization.NONE), new Shape(32, 32, 3)),
        Arguments.of(new Vgg19(List.of(), Norm.BATCH, Normalization.NONE), new Shape(32, 32, 1)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAgree(Zoo model, Shape input) {
    Dl4jForward forward = new Dl4jForward(model, input, 10, 2);
    Parameters weights = model.start(input, 10, 3);
    float[] images = forward.images(4);
    float[] logits = forward.logits(weights, images);
    float[] theirs = forward.theirs(weights, images);
    for (int i = 0; i < logits.length; i++) {
      assertEquals(theirs[i], forward.probability(logits, i), 1e-4, "output " + i);
    }
  }
}
