package io.espalier.compression.model;

import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** The same images through a network of the zoo here and in Deeplearning4j. */
record Dl4jForward(Zoo model, Shape input, int classes, int batch) {
  /** Normal values, [batch × height × width × channels]. */
  float[] images(long seed) {
    float[] images = new float[batch * input.volume()];
    Random random = new Random(seed);
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** Our logits, [batch × classes]. */
  float[] logits(Parameters weights, float[] images) {
    Program program = Program.inference(model.graph(input, classes), batch);
    program.load(weights);
    return program.infer(images, 0, batch).clone();
  }

  /** Deeplearning4j's probabilities, [batch × classes]. */
  float[] theirs(Parameters weights, float[] images) {
    MultiLayerNetwork network = Dl4jNetworks.of(model.layers(classes), input, new NoOp());
    Lowering.of(model.layers(classes), input).write(weights, network.paramTable());
    int[] shape = {batch, input.height(), input.width(), input.channels()};
    var theirImages = Nd4j.create(images, shape, 'c').permute(0, 3, 1, 2).dup('c');
    return network.output(theirImages, false).dup('c').data().asFloat();
  }

  /** What the softmax makes of one of our logits. */
  double probability(float[] logits, int index) {
    int from = index / classes * classes;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[from + c] - logits[index]);
    }
    return 1 / sum;
  }
}
