package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Adam;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Optimizer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Sgd;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Updater;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Equal weights and images give what Deeplearning4j computes, within 1e-4 of an array's largest.
 */
class Dl4jOracleTest {
  private static final double TOLERANCE = 1e-4;
  private static final int CLASSES = 10;
  private static final long SEED = 20240611;

  /** A network and images for it. */
  private record Case(String name, List<Layer> layers, Shape input, int batch) {
    Lowering lowering() {
      return Lowering.of(layers, input);
    }

    Graph graph() {
      return lowering().graph();
    }

    /** Drawn weights; biases, shifts and statistics are made to matter. */
    Parameters weights() {
      Parameters weights = Initializer.HE.draw(graph(), SEED);
      Random random = new Random(SEED);
      weights.forEach(
          (slot, values) -> {
            for (int i = 0; i < values.length && slot.role() != Role.WEIGHT; i++) {
              values[i] += 0.3f * random.nextFloat();
            }
          });
      return weights;
    }

    MultiLayerNetwork theirs(IUpdater updater) {
      MultiLayerNetwork network = Dl4jNetworks.of(layers, input, updater);
      lowering().write(weights(), network.paramTable());
      return network;
    }

    float[] images() {
      Random random = new Random(SEED + 1);
      float[] images = new float[batch * input.volume()];
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) random.nextGaussian();
      }
      return images;
    }

    byte[] labels() {
      byte[] labels = new byte[batch];
      for (int n = 0; n < batch; n++) {
        labels[n] = (byte) (7 * n % CLASSES);
      }
      return labels;
    }

    /** The same images in their layout, [batch][channel][row][column]. */
    INDArray theirImages() {
      int[] shape = {batch, input.height(), input.width(), input.channels()};
      return Nd4j.create(images(), shape, 'c').permute(0, 3, 1, 2).dup('c');
    }

    INDArray theirLabels() {
      INDArray oneHot = Nd4j.zeros(batch, CLASSES);
      byte[] labels = labels();
      for (int n = 0; n < batch; n++) {
        oneHot.putScalar(n, labels[n], 1);
      }
      return oneHot;
    }

    /** A program that went forward and backward once. */
    Program trained() {
      Program program = Program.training(graph(), batch);
      program.load(weights());
      program.forwardBackward(images(), order(), 0, labels(), batch);
      return program;
    }

    int[] order() {
      return IntStream.range(0, batch).toArray();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        of("LeNet-5", new LeNet5(Normalization.NONE), new Shape(28, 28, 1), 13),
        of("LeNet-300-100", new LeNet300(Normalization.NONE), new Shape(12, 10, 2), 5),
        of("VGG7 at 1/16", new Vgg7(0.0625, Normalization.NONE), new Shape(32, 32, 3), 16),
        of(
            "dense layers with batch norm",
            new Mlp(List.of(20, 12), Norm.BATCH, Mlp.Nonlinearity.HARD_TANH, Normalization.NONE),
            new Shape(9, 7, 1),
            16),
        new Case("odd shapes", oddShapes(), new Shape(15, 18, 3), 6),
        new Case("local response", localResponse(1e-4), new Shape(9, 7, 2), 4),
        new Case("other activations", otherActivations(), new Shape(9, 7, 2), 4));
  }

  private static Case of(String name, Zoo model, Shape input, int batch) {
    return new Case(name, model.layers(CLASSES), input, batch);
  }

  private static List<Layer> oddShapes() {
    return List.of(
        new ConvolutionLayer.Builder(3, 2)
            .name("conv1")
            .nOut(7)
            .stride(2, 1)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.RELU)
            .build(),
        Dl4jLayers.batchNorm("bn1"),
        new ConvolutionLayer.Builder(2, 4)
            .name("conv2")
            .nOut(9)
            .stride(1, 3)
            .padding(1, 2)
            .activation(Activation.IDENTITY)
            .build(),
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .name("pool1")
            .kernelSize(3, 2)
            .stride(2, 1)
            .build(),
        Dl4jLayers.logits("fc1", CLASSES));
  }

  private static List<Layer> localResponse(double alpha) {
    return List.of(
        Dl4jLayers.convolution("conv1", 19, 3, 1).activation(Activation.RELU).build(),
        new LocalResponseNormalization.Builder().name("lrn1").build(),
        Dl4jLayers.convolution("conv2", 12, 3, 0).activation(Activation.TANH).build(),
        new LocalResponseNormalization.Builder(1.0, alpha, 0.6).n(4).name("lrn2").build(),
        Dl4jLayers.logits("fc1", CLASSES));
  }

  private static List<Layer> otherActivations() {
    return List.of(
        Dl4jLayers.convolution("conv1", 5, 3, 1).activation(Activation.LEAKYRELU).build(),
        Dl4jLayers.convolution("conv2", 6, 3, 0).activation(Activation.TANH).build(),
        Dl4jLayers.convolution("conv3", 7, 3, 1).activation(Activation.ELU).build(),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).name("pool").build(),
        Dl4jLayers.dense("fc1", 11, Activation.SIGMOID),
        Dl4jLayers.dense("fc2", 12, Activation.SOFTPLUS),
        Dl4jLayers.dense("fc3", 13, Activation.HARDSIGMOID),
        Dl4jLayers.logits("fc4", CLASSES));
  }

  /**
   * Also a local response of large alpha, where their gradient and ours differ by about 1 % of the
   * largest value: ours is held to finite differences, theirs is compared at small alpha only.
   */
  static Stream<Case> forwardCases() {
    Case strong = new Case("strong local response", localResponse(0.3), new Shape(9, 7, 2), 4);
    return Stream.concat(cases(), Stream.of(strong));
  }

  @ParameterizedTest
  @MethodSource("forwardCases")
  void outputsAgree(Case one) {
    Program program = Program.inference(one.graph(), one.batch());
    program.load(one.weights());
    float[] ours = program.infer(one.images(), 0, one.batch()).clone();

    float[] theirs = floats(one.theirs(new NoOp()).output(one.theirImages(), false));

    softmax(ours);
    assertClose("probabilities", theirs, ours);
  }

  private static void softmax(float[] logits) {
    for (int at = 0; at < logits.length; at += CLASSES) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(logits[at + c]);
      }
      for (int c = 0; c < CLASSES; c++) {
        logits[at + c] = (float) (Math.exp(logits[at + c]) / sum);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndEveryGradientAgree(Case one) {
    Program program = Program.training(one.graph(), one.batch());
    program.load(one.weights());
    float loss = program.forwardBackward(one.images(), one.order(), 0, one.labels(), one.batch());

    MultiLayerNetwork network = one.theirs(new NoOp());
    network.setInput(one.theirImages());
    network.setLabels(one.theirLabels());
    network.computeGradientAndScore();
    Parameters theirs = one.lowering().read(network.gradient().gradientForVariable());

    assertEquals(network.score(), loss, TOLERANCE * loss);
    theirs.forEach(
        (slot, sums) -> {
          if (slot.role().isTrained()) {
            // Theirs are sums over the batch.
            for (int i = 0; i < sums.length; i++) {
              sums[i] /= one.batch();
            }
            assertClose("gradient of " + slot, sums, program.gradients().get(slot));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneStepOfGradientDescentAgrees(Case one) {
    assertStepAgrees(one, Sgd.plain(0.1), new org.nd4j.linalg.learning.config.Sgd(0.1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneStepOfAdamAgrees(Case one) {
    // Theirs adds epsilon before it corrects the second moment's bias. A large one keeps gradients
    // that are nothing but rounding errors from becoming whole steps.
    double epsilon = 1e-3;
    double theirEpsilon = epsilon * Math.sqrt(1 - 0.999);
    assertStepAgrees(
        one,
        new Adam(0.01, 0.9, 0.999, epsilon, 0),
        new org.nd4j.linalg.learning.config.Adam(0.01, 0.9, 0.999, theirEpsilon));
  }

  private static void assertStepAgrees(Case one, Optimizer ours, IUpdater theirs) {
    Program program = one.trained();
    new Updater(ours).step(program.parameters(), program.gradients());

    MultiLayerNetwork network = one.theirs(theirs);
    network.fit(one.theirImages(), one.theirLabels());

    Parameters before = one.weights();
    Parameters after = one.lowering().read(network.paramTable());
    after.forEach(
        (slot, values) -> {
          if (slot.role().isTrained()) {
            assertClose(slot + " after a step", values, program.parameters().get(slot));
            assertTrue(differs(values, before.get(slot)), slot + " must have changed");
          }
        });
  }

  private static boolean differs(float[] a, float[] b) {
    return IntStream.range(0, a.length).anyMatch(i -> a[i] != b[i]);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static void assertClose(String what, float[] theirs, float[] ours) {
    assertEquals(theirs.length, ours.length, what);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < theirs.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      worst = Math.max(worst, Math.abs((double) theirs[i] - ours[i]));
    }
    String message = what + ": off by " + worst + ", largest " + largest + ", seed " + SEED;
    assertTrue(worst <= TOLERANCE * largest, message);
  }
}
