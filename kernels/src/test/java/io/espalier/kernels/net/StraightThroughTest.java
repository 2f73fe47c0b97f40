package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.format.AffineInteger;
import io.espalier.kernels.format.Binary;
import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.PassRange;
import io.espalier.kernels.format.Ternary;
import io.espalier.kernels.format.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The estimator: with q = Q(x) in the forward pass, d(loss)/dx = d(loss)/dq where low ≤ x ≤ high,
 * and 0 elsewhere.
 */
class StraightThroughTest {
  private static final Shape INPUT = new Shape(1, 1, 5);
  private static final float[] IMAGE = {0.3f, -1.7f, 0.9f, 2.4f, -0.2f};
  private static final byte[] LABEL = {1};

  private static Graph graph() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("before", new Dense(6, Bias.PRESENT));
    layers.put("after", new Dense(3, Bias.PRESENT));
    return Graph.chain(INPUT, layers);
  }

  @Test
  void gradientsPassWhereTheFormatDoesNotSaturate() {
    Graph graph = graph();
    Parameters parameters = Initializer.HE.draw(graph, 5);
    for (NumberFormat format :
        List.of(
            FixedPoint.of(3, 2),
            FixedPoint.of(4, 1),
            Binary.of(Binary.Levels.BIPOLAR),
            BlockFloat.of(2))) {
      Program program = Program.training(graph, 1);
      program.load(parameters);
      program.quantizeInput("after", format);
      program.forwardBackward(IMAGE, new int[] {0}, 0, LABEL, 1);
      float[] x = product(parameters, "before", IMAGE);
      float[] q = x.clone();
      format.quantize(q, 0, q.length);
      float[] dq = gradientAt(parameters, q);
      PassRange range = PassRange.of(format);
      int lost = 0;
      for (int i = 0; i < x.length; i++) {
        boolean passes = x[i] >= range.low() && x[i] <= range.high();
        lost += passes ? 0 : 1;
        float wanted = passes ? dq[i] : 0;
        assertEquals(wanted, program.gradients().get("before", Role.BIAS)[i], 1e-6, format + "");
      }
      assertEquals(range.isLimited(), lost > 0 || format.equals(FixedPoint.of(4, 1)), format + "");
    }
  }

  private static float[] product(Parameters parameters, String node, float[] in) {
    float[] weights = parameters.get(node, Role.WEIGHT);
    float[] out = parameters.get(node, Role.BIAS).clone();
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < in.length; i++) {
        out[o] += weights[o * in.length + i] * in[i];
      }
    }
    return out;
  }

  /** d(loss)/dq by hand: Wᵀ (softmax − one-hot). */
  private static float[] gradientAt(Parameters parameters, float[] q) {
    float[] logits = product(parameters, "after", q);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] weights = parameters.get("after", Role.WEIGHT);
    float[] gradient = new float[q.length];
    for (int o = 0; o < logits.length; o++) {
      double d = Math.exp(logits[o]) / sum - (o == LABEL[0] ? 1 : 0);
      for (int i = 0; i < q.length; i++) {
        gradient[i] += (float) (weights[o * q.length + i] * d);
      }
    }
    return gradient;
  }

  @Test
  void rangesAreThoseOfTheFormats() {
    PassRange fixed = PassRange.of(FixedPoint.of(4, 2));
    assertEquals(-2, fixed.low(), 1e-5);
    assertEquals(1.75, fixed.high(), 1e-5);
    assertEquals(new PassRange(-1, 1), PassRange.of(Binary.of(Binary.Levels.BIPOLAR)));
    assertFalse(PassRange.of(new Float32()).isLimited());
    float[] values = {-3, 1, 2};
    NumberFormat ternary = Ternary.of(Ternary.Threshold.MEAN, 0.7).fit(Values.of(values, 0, 3));
    assertFalse(PassRange.of(ternary).isLimited());
    NumberFormat affine = AffineInteger.symmetric(3).fit(Values.of(values, 0, 3));
    assertTrue(PassRange.of(affine).low() <= -3, "what a scale was fixed from passes");
    assertEquals(3, PassRange.of(affine).high(), 1e-4);
  }
}
