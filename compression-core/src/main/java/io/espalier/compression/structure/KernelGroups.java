package io.espalier.compression.structure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which kernels of a convolution stay: its outputs in groups of one size, each with its own inputs,
 * as many in each; inputs may be in several groups or in none.
 *
 * @param outputs of each group, ascending; each output is in exactly one
 * @param inputs that each group keeps, ascending
 */
public record KernelGroups(List<List<Integer>> outputs, List<List<Integer>> inputs) {
  /** Copies the lists. */
  public KernelGroups {
    outputs = outputs.stream().map(List::copyOf).toList();
    inputs = inputs.stream().map(List::copyOf).toList();
  }

  /**
   * Chooses groups, then for each the inputs whose kernels in it have the largest p-norm together,
   * of equal ones the first.
   *
   * @param weights [out × kernel height × kernel width × in], row-major
   * @param out output channels
   * @param in input channels
   * @param groups divides the outputs
   * @param kept inputs of each group, from 1 to {@code in}
   * @param p of the norm, 1 or 2
   * @param seed what a clustering draws from
   */
  public static KernelGroups of(
      float[] weights,
      int out,
      int in,
      int groups,
      int kept,
      Clustering clustering,
      int p,
      long seed) {
    KernelNorms norms = KernelNorms.of(weights, out, in, p);
    int[] order = clustering.order(norms, groups, seed);
    List<List<Integer>> outputs = new ArrayList<>();
    List<List<Integer>> inputs = new ArrayList<>();
    int each = out / groups;
    for (int g = 0; g < groups; g++) {
      List<Integer> own = new ArrayList<>();
      IntStream.range(g * each, (g + 1) * each).map(i -> order[i]).sorted().forEach(own::add);
      outputs.add(own);
      inputs.add(strongest(norms, own, kept));
    }
    return new KernelGroups(outputs, inputs);
  }

  /** Groups in the plain order, of which each keeps the first inputs. */
  public static KernelGroups first(int out, int groups, int kept) {
    int each = out / groups;
    return new KernelGroups(
        IntStream.range(0, groups)
            .mapToObj(g -> IntStream.range(g * each, (g + 1) * each).boxed().toList())
            .toList(),
        Collections.nCopies(groups, IntStream.range(0, kept).boxed().toList()));
  }

  private static List<Integer> strongest(KernelNorms norms, List<Integer> outputs, int kept) {
    double[] sums = new double[norms.inputs()];
    for (int output : outputs) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += norms.power(output, i);
      }
    }
    return IntStream.range(0, sums.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -sums[i]))
        .limit(kept)
        .sorted()
        .toList();
  }

  /** The number of groups. */
  int count() {
    return outputs.size();
  }

  /** The inputs of one group after those of the other. */
  List<Integer> gathered() {
    return inputs.stream().flatMap(List::stream).toList();
  }

  /** The outputs of one group after those of the other: where each was before. */
  int[] order() {
    return outputs.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
  }

  /** Where each output is in {@link #order}: what puts them back. */
  List<Integer> restoring() {
    int[] order = order();
    Integer[] places = new Integer[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return List.of(places);
  }

  boolean isInOrder() {
    int[] order = order();
    return IntStream.range(0, order.length).allMatch(i -> order[i] == i);
  }

  /**
   * Where the weights that stay were, in the order in which they are stored then: [outputs in
   * order][kernel position][inputs of the group].
   *
   * @param positions of a kernel: height × width
   * @param in input channels before
   */
  int[] positions(int positions, int in) {
    return IntStream.range(0, count())
        .flatMap(
            g ->
                outputs.get(g).stream()
                    .flatMapToInt(out -> IntStream.range(out * positions, (out + 1) * positions))
                    .flatMap(
                        place -> inputs.get(g).stream().mapToInt(channel -> place * in + channel)))
        .toArray();
  }
}
