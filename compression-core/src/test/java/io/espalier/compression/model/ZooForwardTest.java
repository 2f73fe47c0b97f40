package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Large networks of the zoo give the probabilities that Deeplearning4j gives, within 1e-4. */
class ZooForwardTest {
  private static final int CLASSES = 10;
  private static final int BATCH = 2;

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(new AlexNet(Normalization.NONE), new Shape(63, 63, 3)),
        Arguments.of(new Vgg16(List.of(32), Normalization.NONE), new Shape(32, 32, 3)),
        Arguments.of(new Vgg19(List.of(), Normalization.NONE), new Shape(32, 32, 1)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void outputsAgree(Zoo model, Shape input) {
    Graph graph = model.graph(input, CLASSES);
    Parameters weights = model.start(input, CLASSES, 3);
    float[] images = new float[BATCH * input.volume()];
    Random random = new Random(4);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    Program program = Program.inference(graph, BATCH);
    program.load(weights);
    float[] logits = program.infer(images, 0, BATCH).clone();
    float[] theirs = theirs(model, input, weights, images);
    for (int i = 0; i < logits.length; i++) {
      assertEquals(theirs[i], probability(logits, i), 1e-4, "output " + i);
    }
  }

  private static float[] theirs(Zoo model, Shape input, Parameters weights, float[] images) {
    MultiLayerNetwork network = Dl4jNetworks.of(model.layers(CLASSES), input, new NoOp());
    Lowering.of(model.layers(CLASSES), input).write(weights, network.paramTable());
    int[] shape = {BATCH, input.height(), input.width(), input.channels()};
    var theirImages = Nd4j.create(images, shape, 'c').permute(0, 3, 1, 2).dup('c');
    return network.output(theirImages, false).dup('c').data().asFloat();
  }

  private static double probability(float[] logits, int index) {
    int from = index / CLASSES * CLASSES;
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      sum += Math.exp(logits[from + c] - logits[index]);
    }
    return 1 / sum;
  }
}
