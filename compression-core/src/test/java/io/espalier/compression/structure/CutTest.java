package io.espalier.compression.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.structure.ChannelGroups.Group;
import io.espalier.compression.structure.ChannelGroups.Member;
import io.espalier.compression.structure.ChannelGroups.Unit;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Weights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CutTest {
  private static final long SEED = 20_261_124;
  static final int IMAGES = 3;

  @Test
  void theSmallerNetworkGivesWhatTheMaskedOneGives() {
    int cuts = 0;
    for (int i = 0; i < 150; i++) {
      cuts += check(SEED + i);
    }
    assertTrue(cuts > 1500, "channels cut: " + cuts);
  }

  private static int check(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Graph graph = RandomNetworks.draw(random);
    return check(graph, RandomNetworks.parameters(graph, random), random, "seed " + seed);
  }

  /** Cuts some channels out and holds the smaller network against the masked one. */
  static int check(Graph graph, Parameters parameters, SplittableRandom random, String label) {
    ChannelGroups groups = ChannelGroups.of(graph);
    BitSet removed = some(groups, random);
    Cut cut = Cut.of(groups, removed);
    Set<Member> members = members(groups, removed);
    MaskedNetwork masked =
        new MaskedNetwork(graph, parameters, withConstants(graph, groups, removed, members));
    float[] images = new float[IMAGES * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    float[] expected = infer(graph, masked.parameters, images);
    float[] actual = infer(cut.graph(), cut.of(parameters), images);
    double greatest = 1;
    for (float value : expected) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * greatest, label + " logit " + i);
    }
    assertEquals(masked.macs(), cut.graph().macs(), label);
    long members0 = members.size();
    assertEquals(outputs(graph) - members0, outputs(cut.graph()), label);
    return members.size();
  }

  /** What is added to a channel that goes has to be zero too, constant shortcuts among it. */
  private static Set<Member> withConstants(
      Graph graph, ChannelGroups groups, BitSet removed, Set<Member> members) {
    Set<Member> all = new HashSet<>(members);
    for (Node node : graph.nodes()) {
      if (node.layer() instanceof Convolution c && c.weights() == Weights.CONSTANT) {
        Node sum = graph.consumers(node.name()).get(0);
        Node other = graph.node(sum.inputs().get(0));
        int[] channels = IntStream.range(0, c.out()).toArray();
        while (!graph.weighted().contains(other.name())) {
          if (other.layer() instanceof Gather gather) {
            channels = Arrays.stream(channels).map(i -> gather.channels().get(i)).toArray();
          }
          other = graph.node(other.inputs().get(0));
        }
        for (int i = 0; i < c.out(); i++) {
          if (members.contains(new Member(other.name(), channels[i]))) {
            all.add(new Member(node.name(), i));
          }
        }
      }
    }
    return all;
  }

  private static long outputs(Graph graph) {
    return graph.weighted().stream().mapToLong(name -> graph.shape(name).channels()).sum();
  }

  static BitSet some(ChannelGroups groups, SplittableRandom random) {
    BitSet removed = new BitSet();
    for (Group group : groups.groups()) {
      Map<String, Integer> left = new HashMap<>();
      for (Unit unit : group.units()) {
        unit.members().forEach(member -> left.merge(member.layer(), 1, Integer::sum));
      }
      for (Unit unit : group.units()) {
        Map<String, Integer> after = new HashMap<>(left);
        unit.members().forEach(member -> after.merge(member.layer(), -1, Integer::sum));
        if (random.nextInt(3) == 0 && after.values().stream().allMatch(count -> count > 0)) {
          removed.set(unit.number());
          left.putAll(after);
        }
      }
    }
    return removed;
  }

  private static Set<Member> members(ChannelGroups groups, BitSet removed) {
    Set<Member> members = new HashSet<>();
    for (Group group : groups.groups()) {
      for (Unit unit : group.units()) {
        if (removed.get(unit.number())) {
          members.addAll(unit.members());
        }
      }
    }
    return members;
  }

  static float[] infer(Graph graph, Parameters parameters, float[] images) {
    Program program = Program.inference(graph, IMAGES);
    program.load(parameters);
    return program.infer(images, 0, IMAGES).clone();
  }
}
