package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.simd.NetKernels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Skipping zero weights changes no bit of any logit, whatever the zeros, inputs and kernels. */
class SparseLayersTest {
  private static final int IMAGES = 37;

  /** Which weights share a zero. */
  private enum Zeros {
    /** Each weight for itself. */
    SINGLE,
    /** The weights of 16 neighbouring outputs for one input. */
    STRIPS
  }

  static Stream<Arguments> cases() {
    return Networks.all()
        .flatMap(
            one ->
                Stream.of(0.6, 0.95, 1.0)
                    .flatMap(
                        rate ->
                            Stream.of(Zeros.values())
                                .map(zeros -> Arguments.of(one, zeros, rate))));
  }

  private static Parameters pruned(Graph graph, Zeros zeros, double rate, Random random) {
    Parameters parameters = Networks.parameters(graph, random);
    parameters.forEach(
        (slot, values) -> {
          if (slot.extents().size() > 1) {
            prune(values, values.length / slot.extents().get(0), zeros, rate, random);
          } else if (slot.role() == Role.BIAS || slot.role() == Role.BETA) {
            values[0] = -0f;
          }
        });
    return parameters;
  }

  private static void prune(float[] values, int depth, Zeros zeros, double rate, Random random) {
    int run = zeros == Zeros.SINGLE ? 1 : 16;
    int outs = values.length / depth;
    for (int k = 0; k < depth; k++) {
      for (int first = 0; first < outs; first += run) {
        boolean zero = random.nextDouble() < rate;
        for (int out = first; zero && out < Math.min(first + run, outs); out++) {
          values[out * depth + k] = random.nextBoolean() ? 0f : -0f;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void giveTheBitsOfWholePanels(Networks.Case one, Zeros zeros, double rate) {
    Random random = new Random(5);
    Graph graph = one.graph();
    Parameters parameters = pruned(graph, zeros, rate, random);
    float[] images = Networks.images(graph, IMAGES, random);
    compare(graph, parameters, images);
    images[random.nextInt(images.length)] = Float.POSITIVE_INFINITY;
    images[random.nextInt(images.length)] = Float.NaN;
    images[random.nextInt(images.length)] = -1e38f;
    compare(graph, parameters, images);
  }

  private static void compare(Graph graph, Parameters parameters, float[] images) {
    Program whole = Program.inference(graph, IMAGES);
    whole.load(parameters, Skipping.NONE);
    float[] expected = whole.infer(images, 0, IMAGES).clone();
    for (NetKernels kernels : new NetKernels[] {NetKernels.fastest(), NetKernels.scalar()}) {
      Program sparse = Program.inference(graph, IMAGES, kernels);
      for (Skipping skipping : Skipping.values()) {
        sparse.load(parameters, skipping);
        for (int count : new int[] {IMAGES, 11, 16}) {
          float[] logits = sparse.infer(images, 0, count);
          float[] wanted = Arrays.copyOf(expected, count * graph.classes());
          String what = skipping + ", " + count + " images";
          assertArrayEquals(wanted, Arrays.copyOf(logits, wanted.length), what);
        }
      }
    }
    Program single = Program.inference(graph, 1);
    single.load(parameters);
    for (int n = 0; n < 5; n++) {
      float[] logits = single.infer(images, n, 1);
      for (int c = 0; c < graph.classes(); c++) {
        assertEquals(expected[n * graph.classes() + c], logits[c]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.espalier.kernels.net.Networks#all")
  void giveTheBitsOfWholePanelsOnRoundedInputs(Networks.Case one) {
    Random random = new Random(6);
    Graph graph = one.graph();
    Parameters parameters = pruned(graph, Zeros.SINGLE, 0.9, random);
    float[] images = Networks.images(graph, IMAGES, random);
    Program whole = Program.inference(graph, IMAGES);
    whole.load(parameters, Skipping.NONE);
    Program sparse = Program.inference(graph, IMAGES);
    sparse.load(parameters, Skipping.SINGLES);
    for (String node : graph.weighted()) {
      whole.quantizeInput(node, FixedPoint.of(6, 3));
      sparse.quantizeInput(node, FixedPoint.of(6, 3));
    }
    assertArrayEquals(whole.infer(images, 0, IMAGES), sparse.infer(images, 0, IMAGES));
  }

  /** Where an image takes no more room than its outputs the runs of 16 images seem to adjoin. */
  @Test
  void layersWithoutRoomBetweenImagesGiveTheBitsOfWholePanels() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("first", new Dense(256, Bias.PRESENT));
    layers.put("second", new Dense(64, Bias.PRESENT));
    layers.put("third", new Dense(16, Bias.PRESENT));
    Graph graph = Graph.chain(new Shape(1, 1, 128), layers);
    Random random = new Random(8);
    Parameters parameters = pruned(graph, Zeros.SINGLE, 0.95, random);
    float[] images = Networks.images(graph, 150, random);
    Program whole = Program.inference(graph, 150);
    whole.load(parameters, Skipping.NONE);
    Program sparse = Program.inference(graph, 150);
    sparse.load(parameters, Skipping.SINGLES);
    assertArrayEquals(whole.infer(images, 0, 150), sparse.infer(images, 0, 150));
  }

  /** Layers of more rows than are laid apart at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void rowsThatMoveUpGiveTheBitsOfWholePanels(int stride) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv", new Convolution(18, Window.square(3).pad(1).stride(stride), Bias.PRESENT));
    layers.put("pool", new GlobalPooling(Pooling.Kind.AVERAGE));
    Graph graph = Graph.chain(new Shape(31, 43, 512), layers);
    Random random = new Random(9);
    Parameters parameters = pruned(graph, Zeros.STRIPS, 0.9, random);
    float[] images = Networks.images(graph, 17, random);
    Program whole = Program.inference(graph, 17);
    whole.load(parameters, Skipping.NONE);
    float[] expected = whole.infer(images, 0, 17).clone();
    Program sparse = Program.inference(graph, 17);
    for (Skipping skipping : Skipping.values()) {
      sparse.load(parameters, skipping);
      assertArrayEquals(expected, sparse.infer(images, 0, 17), skipping.toString());
    }
  }

  @Test
  void weightsThatAreNoLongerZeroAreSeenByTheNextLoad() {
    Graph graph = Networks.all().findFirst().orElseThrow().graph();
    Random random = new Random(7);
    Parameters dense = Networks.parameters(graph, random);
    float[] images = Networks.images(graph, IMAGES, random);
    Program program = Program.inference(graph, IMAGES);
    program.load(dense);
    float[] expected = program.infer(images, 0, IMAGES).clone();
    program.load(pruned(graph, Zeros.STRIPS, 0.9, random));
    program.infer(images, 0, IMAGES);
    program.load(dense);
    assertArrayEquals(expected, program.infer(images, 0, IMAGES));
  }
}
