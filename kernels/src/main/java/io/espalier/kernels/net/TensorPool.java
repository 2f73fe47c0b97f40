package io.espalier.kernels.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors for activations in inference and for gradients on their way back, each for as long as
 * somebody reads it: those of equal layouts whose times do not overlap are one, so that its halo
 * stays zero. Mutable, used while a program is assembled.
 */
final class TensorPool {
  private final int capacity;
  private final Map<Layout, Deque<Tensor>> free = new HashMap<>();

  /**
   * @param capacity images
   */
  TensorPool(int capacity) {
    this.capacity = capacity;
  }

  /** A tensor that nobody else has: what is in it, halo aside, is anything. */
  Tensor take(Layout layout) {
    Deque<Tensor> some = free.getOrDefault(layout, new ArrayDeque<>());
    return some.isEmpty() ? Tensor.of(layout, capacity) : some.pop();
  }

  /** Gives a tensor back that is not read any more. */
  void give(Tensor tensor) {
    free.computeIfAbsent(tensor.layout(), layout -> new ArrayDeque<>()).push(tensor);
  }
}
