package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkCodecTest {
  private static Graph everyLayer() {
    Window window = Window.square(3).pad(new Padding(1, 0, 1, 2)).stride(1);
    return new Graph(
        new Shape(9, 8, 4),
        List.of(
            new Node("conv", new Convolution(6, window, 2, Bias.PRESENT), Graph.INPUT),
            new Node("norm", new BatchNorm(1e-5, 0.9), "conv"),
            new Node("leaky", Activation.of(Activation.Kind.LEAKY_RELU, 0.2), "norm"),
            new Node("response", new LocalResponseNorm(5, 1e-4, 0.75, 2), "leaky"),
            new Node("scale", new Scale(), "response"),
            new Node("sum", new Add(), "leaky", "scale"),
            new Node("product", new Multiply(), "sum", "scale"),
            new Node("pick", new Gather(List.of(3, 0, 5, 3)), "product"),
            new Node("both", new Concat(), "pick", "conv"),
            new Node("max", Pooling.max(2), "both"),
            new Node("clip", Activation.clip(-1, 6), "max"),
            new Node("flat", new Flatten(), "clip"),
            new Node("dense", new Dense(5, Bias.ABSENT), "flat"),
            new Node("mean", new GlobalPooling(Pooling.Kind.AVERAGE), "clip"),
            new Node("join", new Concat(), "dense", "mean")));
  }

  private static byte[] bytes(Graph graph, Parameters parameters) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NetworkCodec.write(graph, parameters, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static NetworkCodec.Decoded read(byte[] bytes) throws IOException {
    return NetworkCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)), bytes.length);
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Graph graph = everyLayer();
    Parameters parameters = Initializer.HE.draw(graph, 7);
    parameters.get("conv", Role.BIAS)[0] = Float.NaN;
    NetworkCodec.Decoded decoded = read(bytes(graph, parameters));
    assertEquals(graph, decoded.graph());
    assertEquals(parameters, decoded.parameters());
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    Graph graph = everyLayer();
    byte[] whole = bytes(graph, Parameters.neutral(graph));
    for (int length = 0; length < whole.length; length += 1 + length / 40) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(IOException.class, () -> read(cut), "cut to " + length);
    }
  }

  @Test
  void damagedGraphsAreRefusedOrRead() throws IOException {
    Graph graph = everyLayer();
    byte[] whole = bytes(graph, Parameters.neutral(graph));
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(Math.min(500, damaged.length))] ^= (byte) (1 << random.nextInt(8));
      try {
        read(damaged);
      } catch (IOException expected) {
        refused++;
      }
    }
    assertTrue(refused > 0, "no flipped bit was noticed; seed " + seed);
  }
}
