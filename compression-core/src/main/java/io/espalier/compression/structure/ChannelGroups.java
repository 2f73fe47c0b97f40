package io.espalier.compression.structure;

import io.espalier.kernels.net.Graph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The layers of a graph whose channels can go, and which of them only together. */
public final class ChannelGroups {
  private final Graph graph;
  private final ChannelFlow flow;
  private final List<Group> groups;
  private final Map<String, String> whole;

  private ChannelGroups(
      Graph graph, ChannelFlow flow, List<Group> groups, Map<String, String> whole) {
    this.graph = graph;
    this.flow = flow;
    this.groups = List.copyOf(groups);
    this.whole = Map.copyOf(whole);
  }

  /**
   * Layers that lose channels together, as those whose outputs are added do.
   *
   * @param layers convolutions and dense layers, in the graph's order
   * @param units what can go, each alone
   */
  public record Group(List<String> layers, List<Unit> units) {}

  /**
   * Channels that go together or not at all.
   *
   * @param number tells it from the others of the graph
   * @param members at least one
   */
  public record Unit(int number, List<Member> members) {}

  /** One output channel of a layer. */
  public record Member(String layer, int channel) {}

  /** The groups of a graph. */
  public static ChannelGroups of(Graph graph) {
    ChannelFlow flow = new ChannelFlow(graph);
    Map<Integer, List<Member>> units = new TreeMap<>();
    Map<String, String> whole = new LinkedHashMap<>();
    for (String layer : graph.weighted()) {
      int[] numbers = flow.of(layer);
      for (int i = 0; i < numbers.length; i++) {
        Member member = new Member(layer, i);
        flow.reason(numbers[i]).ifPresent(reason -> whole.putIfAbsent(layer, reason));
        units.computeIfAbsent(numbers[i], number -> new ArrayList<>()).add(member);
      }
    }
    units.keySet().removeIf(number -> flow.reason(number).isPresent());
    return new ChannelGroups(graph, flow, grouped(graph, units), whole);
  }

  /** Units with a layer in common come into one group. */
  private static List<Group> grouped(Graph graph, Map<Integer, List<Member>> units) {
    Map<String, Set<String>> together = new LinkedHashMap<>();
    graph.weighted().forEach(layer -> together.put(layer, new LinkedHashSet<>(List.of(layer))));
    for (List<Member> members : units.values()) {
      Set<String> all = new LinkedHashSet<>();
      members.forEach(member -> all.addAll(together.get(member.layer())));
      all.forEach(layer -> together.put(layer, all));
    }
    List<Group> groups = new ArrayList<>();
    for (Set<String> layers : new LinkedHashSet<>(together.values())) {
      List<Unit> own = new ArrayList<>();
      units.forEach(
          (number, members) -> {
            if (layers.contains(members.get(0).layer())) {
              own.add(new Unit(number, List.copyOf(members)));
            }
          });
      if (!own.isEmpty()) {
        groups.add(new Group(graph.weighted().stream().filter(layers::contains).toList(), own));
      }
    }
    return groups;
  }

  /** The graph they are of. */
  public Graph graph() {
    return graph;
  }

  /** The groups, in the order of their first layers. */
  public List<Group> groups() {
    return groups;
  }

  /** By layer, why some of its channels have to stay; layers of which any may go are missing. */
  public Map<String, String> whole() {
    return whole;
  }

  /**
   * The channels of a node's output, or of {@link Graph#INPUT}, that are left.
   *
   * @param removed numbers of units
   * @return indices, ascending
   */
  public int[] kept(String node, BitSet removed) {
    int[] numbers = flow.of(node);
    return IntStream.range(0, numbers.length).filter(i -> !removed.get(numbers[i])).toArray();
  }
}
