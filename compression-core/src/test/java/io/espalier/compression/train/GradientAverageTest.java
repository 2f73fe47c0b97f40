package io.espalier.compression.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.MasterSeed;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.prune.HessianDiagonal;
import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Initializer;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Softmax regression, whose gradients and Hessian have closed forms. */
class GradientAverageTest {
  private static final int IMAGES = 64;
  private static final int INPUTS = 5;
  private static final int CLASSES = 3;
  private static final Graph GRAPH =
      Graph.chain(new Shape(1, 1, INPUTS), Map.of("fc", new Dense(CLASSES, Bias.PRESENT)));

  private final RandomGenerator random = MasterSeed.random("gradients");
  private final TrainingData data = data();
  private final Parameters at = Initializer.HE.draw(GRAPH, 3);

  private TrainingData data() {
    byte[] pixels = new byte[IMAGES * INPUTS];
    byte[] labels = new byte[IMAGES];
    random.nextBytes(pixels);
    for (int n = 0; n < IMAGES; n++) {
      labels[n] = (byte) random.nextInt(CLASSES);
    }
    Images images = new Images(new Shape(1, 1, INPUTS), pixels, labels);
    return new TrainingData(images, images, PixelScale.unit(INPUTS));
  }

  private float[] image(int n) {
    float[] image = new float[INPUTS];
    data.train().decode(n, 1, data.scale(), image);
    return image;
  }

  private double[] probabilities(float[] image) {
    float[] weights = at.get("fc", Role.WEIGHT);
    double[] p = new double[CLASSES];
    double sum = 0;
    for (int o = 0; o < CLASSES; o++) {
      double logit = at.get("fc", Role.BIAS)[o];
      for (int i = 0; i < INPUTS; i++) {
        logit += weights[o * INPUTS + i] * image[i];
      }
      p[o] = Math.exp(logit);
      sum += p[o];
    }
    for (int o = 0; o < CLASSES; o++) {
      p[o] /= sum;
    }
    return p;
  }

  /** Over all images the mean of a function of probability, target and input. */
  private float[] mean(Term term) {
    double[] sum = new double[CLASSES * INPUTS];
    for (int n = 0; n < IMAGES; n++) {
      float[] image = image(n);
      double[] p = probabilities(image);
      for (int k = 0; k < sum.length; k++) {
        int target = data.train().label(n) == k / INPUTS ? 1 : 0;
        sum[k] += term.of(p[k / INPUTS], target, image[k % INPUTS]) / IMAGES;
      }
    }
    float[] mean = new float[sum.length];
    for (int k = 0; k < sum.length; k++) {
      mean[k] = (float) sum[k];
    }
    return mean;
  }

  private interface Term {
    double of(double p, int target, double x);
  }

  @Test
  void gradientsAreAveragedOverAllBatches() {
    GradientAverage average = new GradientAverage(GRAPH, data, 16, 9);
    Parameters mean = average.next(at, IMAGES / 16, gradient -> gradient);
    assertArrayEquals(mean((p, target, x) -> (p - target) * x), mean.get("fc", Role.WEIGHT), 1e-6f);
  }

  @Test
  void squaresOfSingleImagesAreTheEmpiricalFisher() {
    GradientAverage average = new GradientAverage(GRAPH, data, 1, 9);
    Parameters mean = average.next(at, IMAGES, gradient -> gradient * gradient);
    float[] fisher = mean((p, target, x) -> (p - target) * (p - target) * x * x);
    assertArrayEquals(fisher, mean.get("fc", Role.WEIGHT), 1e-6f);
    float[] weights = at.get("fc", Role.WEIGHT);
    float[] scores = new HessianDiagonal(IMAGES, 1).score(weights, fisher);
    assertEquals(0.5f * fisher[4] * weights[4] * weights[4], scores[4]);
  }

  /** Where labels are drawn from the network's own probabilities the two agree in expectation. */
  @Test
  void theFisherIsTheHessianWhereTheNetworkIsRight() {
    float[] hessian = mean((p, target, x) -> p * (1 - p) * x * x);
    float[] expected = mean((p, target, x) -> (p * (p - 1) * (p - 1) + (1 - p) * p * p) * x * x);
    assertArrayEquals(hessian, expected, 1e-6f);
  }

  @Test
  void equalSeedsDrawEqualImages() {
    Parameters one = new GradientAverage(GRAPH, data, 10, 4).next(at, 3, g -> g);
    assertEquals(one, new GradientAverage(GRAPH, data, 10, 4).next(at, 3, g -> g));
  }
}
