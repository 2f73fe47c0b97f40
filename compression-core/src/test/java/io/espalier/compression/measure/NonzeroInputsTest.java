package io.espalier.compression.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.espalier.kernels.net.Bias;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Window;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Multiply-accumulates with both operands nonzero, against counting them one by one. */
class NonzeroInputsTest {
  private static final long SEED = new Random().nextLong();

  static Stream<Convolution> convolutions() {
    Window window = new Window(3, 2, 1, 1, Padding.NONE, 1, 1);
    return Stream.of(
        new Convolution(4, window, Bias.PRESENT),
        new Convolution(4, window.pad(new Padding(1, 0, 2, 1)), Bias.PRESENT),
        new Convolution(4, window.stride(2).pad(1), Bias.ABSENT),
        new Convolution(4, window.dilate(2).pad(2), 2, Bias.PRESENT),
        new Convolution(6, Window.square(1), 3, Bias.PRESENT));
  }

  private static float[] sparse(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextInt(3) == 0 ? 0 : random.nextFloat() - 0.5f;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void countsAsOneByOne(Convolution layer) {
    Random random = new Random(SEED);
    Shape input = new Shape(7, 6, 6);
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("layer", layer);
    layers.put("flatten", new Flatten());
    Graph graph = Graph.chain(input, layers);
    Window window = layer.window();
    int depth = 6 / layer.groups();
    float[] weights = sparse(layer.out() * window.height() * window.width() * depth, random);
    float[] images = sparse(3 * input.volume(), random);
    NonzeroInputs seen = new NonzeroInputs(graph);
    seen.accept("layer", images, 0, 2 * input.volume());
    seen.accept("layer", images, 2 * input.volume(), 3 * input.volume());
    Shape output = graph.shapes().get("layer");
    long both = 0;
    long weight = 0;
    for (float value : weights) {
      int out = (int) (weight / ((long) window.height() * window.width() * depth));
      int ky = (int) (weight / ((long) window.width() * depth) % window.height());
      int kx = (int) (weight / depth % window.width());
      int channel = (int) (weight % depth) + out / (layer.out() / layer.groups()) * depth;
      weight++;
      for (int n = 0; n < 3; n++) {
        for (int y = 0; y < output.height(); y++) {
          for (int x = 0; x < output.width(); x++) {
            int row = y * window.strideHeight() - window.padding().top();
            int column = x * window.strideWidth() - window.padding().left();
            row += ky * window.dilationHeight();
            column += kx * window.dilationWidth();
            boolean inside = row >= 0 && row < 7 && column >= 0 && column < 6;
            int at = ((n * 7 + row) * 6 + column) * 6 + channel;
            both += inside && value != 0 && images[at] != 0 ? 1 : 0;
          }
        }
      }
    }
    assertEquals(both / 3.0, seen.macsBoth("layer", weights), 1e-9, "seed " + SEED);
    long zeros = 0;
    for (float value : images) {
      zeros += value == 0 ? 1 : 0;
    }
    assertEquals((double) zeros / images.length, seen.zeroFraction("layer"), 1e-12);
  }

  @Test
  void denseLayersToo() {
    Graph graph =
        Graph.chain(Shape.flat(3), new LinkedHashMap<>(Map.of("fc", new Dense(2, Bias.PRESENT))));
    NonzeroInputs seen = new NonzeroInputs(graph);
    assertThrows(IllegalArgumentException.class, () -> seen.zeroFraction("fc"));
    seen.accept("fc", new float[] {1, 0, 2, -1, 3, 0}, 0, 6);
    assertEquals(1 / 3.0, seen.zeroFraction("fc"), 1e-12);
    // Inputs are nonzero 2, 1 and 1 times; they meet 1, 2 and 0 weights.
    assertEquals(4 / 2.0, seen.macsBoth("fc", new float[] {5, 5, 0, 0, 5, 0}), 1e-12);
  }
}
