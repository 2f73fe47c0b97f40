package io.espalier.compression.structure;

import io.espalier.kernels.net.Add;
import io.espalier.kernels.net.Concat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Dense;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.LocalResponseNorm;
import io.espalier.kernels.net.Multiply;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows every channel through a graph. Each has a number; what cannot go alone has the same one:
 * what a batch norm, an activation or a pooling passes on, the positions that a flatten makes of a
 * channel, the terms of an addition, and the factors of a product. Mutable while it is built.
 */
final class ChannelFlow {
  private final Graph graph;
  private final Map<String, int[]> channels = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>();
  private final Map<Integer, String> fixed = new HashMap<>();

  ChannelFlow(Graph graph) {
    this.graph = graph;
    int[] input = fresh(graph.input().channels());
    fix(input, "is joined with the network's input");
    channels.put(Graph.INPUT, input);
    graph.nodes().forEach(node -> channels.put(node.name(), flow(node)));
    fix(channels.get(graph.output().name()), "gives the network's outputs");
  }

  private int[] flow(Node node) {
    int[] input = channels.get(node.inputs().get(0));
    if (node.layer() instanceof Dense dense) {
      return fresh(dense.out());
    } else if (node.layer() instanceof Convolution convolution) {
      return convolution.groups() == 1
          ? fresh(convolution.out())
          : grouped(node.name(), convolution, input);
    } else if (node.layer() instanceof Flatten) {
      return flat(graph.inputShapes(node).get(0), input);
    } else if (node.layer() instanceof Gather gather) {
      return gathered(node.name(), gather, input);
    } else if (node.layer() instanceof Concat) {
      return node.inputs().stream()
          .flatMapToInt(name -> Arrays.stream(channels.get(name)))
          .toArray();
    } else if (node.layer() instanceof LocalResponseNorm) {
      fix(input, "is normalised with its neighbours by '" + node.name() + "'");
    } else if (node.layer() instanceof Add || node.layer() instanceof Multiply) {
      node.inputs().forEach(name -> join(input, channels.get(name)));
    }
    return input;
  }

  /** What is picked, unless it is everything in another order, has to stay with who picked it. */
  private int[] gathered(String name, Gather gather, int[] input) {
    int[] picked = gather.channels().stream().mapToInt(channel -> input[channel]).toArray();
    boolean reorders =
        picked.length == input.length
            && gather.channels().stream().distinct().count() == input.length;
    if (!reorders) {
      fix(picked, "is picked by '" + name + "'");
    }
    return picked;
  }

  /** With one input a group its outputs are that input's; other groups have to stay whole. */
  private int[] grouped(String name, Convolution convolution, int[] input) {
    int[] output = fresh(convolution.out());
    if (input.length == convolution.groups()) {
      int each = convolution.out() / convolution.groups();
      for (int i = 0; i < output.length; i++) {
        join(output[i], input[i / each]);
      }
    } else {
      String reason = "is an end of the grouped convolution '" + name + "'";
      fix(input, reason);
      fix(output, reason);
    }
    return output;
  }

  private static int[] flat(Shape shape, int[] input) {
    int[] output = new int[shape.volume()];
    for (int i = 0; i < output.length; i++) {
      output[i] = input[i % shape.channels()];
    }
    return output;
  }

  private int[] fresh(int count) {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = parents.size();
      parents.add(parents.size());
    }
    return numbers;
  }

  private void join(int[] one, int[] other) {
    for (int i = 0; i < one.length; i++) {
      join(one[i], other[i]);
    }
  }

  private void join(int one, int other) {
    int from = root(other);
    int to = root(one);
    parents.set(from, to);
    if (fixed.containsKey(from)) {
      fixed.putIfAbsent(to, fixed.get(from));
    }
  }

  private int root(int number) {
    int root = number;
    while (parents.get(root) != root) {
      root = parents.get(root);
    }
    parents.set(number, root);
    return root;
  }

  private void fix(int[] numbers, String reason) {
    for (int number : numbers) {
      fixed.putIfAbsent(root(number), reason);
    }
  }

  /** The numbers of the channels that a node, or {@link Graph#INPUT}, gives. */
  int[] of(String node) {
    return Arrays.stream(channels.get(node)).map(this::root).toArray();
  }

  /** Why the channels of that number have to stay. */
  Optional<String> reason(int number) {
    return Optional.ofNullable(fixed.get(root(number)));
  }
}
