package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Convolutions in groups give the same bits whether the channels they pick are copied or not. */
class PickedInputsTest {
  private static final long SEED = 20_261_128;
  private static final int IMAGES = 5;

  /** Two convolutions in groups behind each other, of any width, with outputs in any order. */
  private static Graph draw(SplittableRandom random) {
    List<Node> nodes = new ArrayList<>();
    int first = 2 + random.nextInt(40);
    nodes.add(
        new Node("a", new Convolution(first, Window.square(3).pad(1), Bias.PRESENT), "input"));
    int groups = 1 + random.nextInt(5);
    int kept = 1 + random.nextInt(first);
    int outs = groups * (1 + random.nextInt(20));
    nodes.add(new Node("pick", new Gather(picks(first, groups, kept, random)), "a"));
    int stride = 1 + random.nextInt(2);
    Window window = Window.square(3).pad(random.nextInt(2)).stride(stride);
    nodes.add(new Node("b", new Convolution(outs, window, groups, Bias.ABSENT), "pick"));
    nodes.add(new Node("norm", new BatchNorm(1e-5, 0.9), "b"));
    nodes.add(new Node("relu", Activation.relu(), "norm"));
    List<Integer> order = shuffled(outs, random);
    List<Integer> again = picks(outs, groups, 1 + random.nextInt(outs), random);
    nodes.add(new Node("again", new Gather(again.stream().map(order::get).toList()), "relu"));
    nodes.add(
        new Node(
            "c", new Convolution(groups * 3, Window.square(1), groups, Bias.PRESENT), "again"));
    nodes.add(new Node("mean", new GlobalPooling(Pooling.Kind.AVERAGE), "c"));
    return new Graph(new Shape(7, 6, 3), nodes);
  }

  private static List<Integer> picks(int in, int groups, int kept, SplittableRandom random) {
    List<Integer> picks = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      shuffled(in, random).stream().limit(kept).sorted().forEach(picks::add);
    }
    return picks;
  }

  private static List<Integer> shuffled(int count, SplittableRandom random) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    for (int i = count - 1; i > 0; i--) {
      Collections.swap(all, i, random.nextInt(i + 1));
    }
    return all;
  }

  @Test
  void copiedOrNotTheBitsAreTheSame() {
    for (int i = 0; i < 80; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Graph graph = draw(random);
      Parameters parameters = Initializer.HE.draw(graph, SEED + i);
      float[] images = new float[IMAGES * graph.input().volume()];
      for (int j = 0; j < images.length; j++) {
        images[j] = (float) random.nextGaussian();
      }
      Program program = Program.inference(graph, IMAGES);
      program.load(parameters);
      float[] direct = program.infer(images, 0, IMAGES).clone();
      List<float[]> shown = new ArrayList<>();
      float[] watched =
          program
              .infer(
                  images,
                  0,
                  IMAGES,
                  (node, values, from, to) -> shown.add(Arrays.copyOfRange(values, from, to)))
              .clone();
      // A threshold that nothing is below makes the layers read copies.
      graph.weighted().forEach(node -> program.pruneInput(node, Float.MIN_VALUE));
      List<float[]> copied = new ArrayList<>();
      float[] through =
          program.infer(
              images,
              0,
              IMAGES,
              (node, values, from, to) -> copied.add(Arrays.copyOfRange(values, from, to)));
      assertArrayEquals(through, direct, "seed " + (SEED + i));
      assertArrayEquals(through, watched, "seed " + (SEED + i));
      assertEquals(copied.size(), shown.size());
      for (int j = 0; j < copied.size(); j++) {
        assertArrayEquals(copied.get(j), shown.get(j), "seed " + (SEED + i) + " input " + j);
      }
    }
  }
}
