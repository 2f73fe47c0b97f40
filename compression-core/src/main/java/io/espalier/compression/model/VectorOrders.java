package io.espalier.compression.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Which nodes give what Deeplearning4j calls a vector, not an image of one pixel, and in which
 * order of its own: a vector that was an image lies channel by channel there. Mutable.
 */
final class VectorOrders {
  /** By node, the index of our i-th value in theirs. */
  private final Map<String, int[]> orders = new HashMap<>();

  boolean isVector(String node) {
    return orders.containsKey(node);
  }

  /** A vector in our order. */
  void put(String node, int length) {
    orders.put(node, identity(length));
  }

  /** A vector in another order. */
  void put(String node, int length, IntUnaryOperator order) {
    orders.put(node, IntStream.range(0, length).map(order).toArray());
  }

  /** What a node gives is what the one before it gave, value by value. */
  void carry(String from, String to) {
    if (isVector(from)) {
      orders.put(to, orders.get(from));
    }
  }

  /** The index of our i-th value in theirs; of an image, of our i-th channel. */
  IntUnaryOperator of(String node) {
    int[] order = orders.get(node);
    return order == null ? IntUnaryOperator.identity() : i -> order[i];
  }

  boolean isInOrder(String node) {
    int[] order = orders.get(node);
    return order == null || Arrays.equals(order, identity(order.length));
  }

  private static int[] identity(int length) {
    return IntStream.range(0, length).toArray();
  }

  /**
   * A node adds others up.
   *
   * @throws IllegalArgumentException if they are in different orders
   */
  void add(List<String> from, String to) {
    if (areVectors(from)) {
      int[] first = orders.get(from.get(0));
      if (!from.stream().allMatch(node -> Arrays.equals(orders.get(node), first))) {
        throw new IllegalArgumentException("it adds flattened images of different shapes");
      }
      orders.put(to, first);
    }
  }

  /**
   * A node gives others one after another.
   *
   * @throws IllegalArgumentException if some are vectors and others images
   */
  void concat(List<String> from, String to) {
    if (areVectors(from)) {
      IntStream all = IntStream.empty();
      int before = 0;
      for (String node : from) {
        int offset = before;
        all = IntStream.concat(all, Arrays.stream(orders.get(node)).map(i -> offset + i));
        before += orders.get(node).length;
      }
      orders.put(to, all.toArray());
    }
  }

  private boolean areVectors(List<String> nodes) {
    long vectors = nodes.stream().filter(this::isVector).count();
    if (vectors > 0 && vectors < nodes.size()) {
      throw new IllegalArgumentException("it joins a vector with an image of one pixel");
    }
    return vectors > 0;
  }
}
