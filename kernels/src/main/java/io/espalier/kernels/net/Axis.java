package io.espalier.kernels.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One direction of a convolution, seen from the input's gradient: which kernel positions bring a
 * gradient to which input positions.
 *
 * @param kernel positions of the kernel
 * @param dilation input positions between two of them
 * @param stride input positions between two outputs
 * @param padding before the first input
 * @param in inputs
 * @param out outputs
 */
record Axis(int kernel, int dilation, int stride, int padding, int in, int out) {
  /** The largest part of kernel positions inside the output for which bands are worth it. */
  private static final double BANDED = 0.8;

  /** Input positions whose gradient comes from the same kernel positions, which are neighbours. */
  record Band(List<Integer> positions, List<Integer> taps) {}

  /** The residues modulo the stride that inputs have. */
  int residues() {
    return Math.min(stride, in);
  }

  /** How far an input of this residue lies behind the first kernel position that reaches it. */
  int rest(int residue) {
    return (residue + padding) % stride;
  }

  /** The kernel positions that reach inputs of a residue. */
  List<Integer> taps(int residue) {
    return IntStream.range(0, kernel)
        .filter(k -> (k * dilation - rest(residue)) % stride == 0)
        .boxed()
        .toList();
  }

  /**
   * The bands of a residue: one, or one for each set of kernel positions where many positions would
   * only meet the halo, as with 5 over 12.
   */
  List<Band> bands(int residue) {
    Map<List<Integer>, List<Integer>> positions = new LinkedHashMap<>();
    List<Integer> all = new ArrayList<>();
    List<Integer> taps = taps(residue);
    int met = 0;
    for (int i = residue; i < in; i += stride) {
      List<Integer> inside = insideOutput(taps, i);
      positions.computeIfAbsent(inside, key -> new ArrayList<>()).add(i);
      all.add(i);
      met += inside.size();
    }
    if (met > BANDED * all.size() * taps.size()) {
      return List.of(new Band(all, taps));
    }
    return positions.entrySet().stream().map(e -> new Band(e.getValue(), e.getKey())).toList();
  }

  /** Whether no band's kernel positions reach beyond the output. */
  boolean staysInside() {
    return IntStream.range(0, residues())
        .boxed()
        .flatMap(residue -> bands(residue).stream())
        .allMatch(
            band ->
                band.positions().stream()
                    .allMatch(i -> insideOutput(band.taps(), i).size() == band.taps().size()));
  }

  /** The fewest positions of a band. */
  int smallestBand() {
    return IntStream.range(0, residues())
        .boxed()
        .flatMap(residue -> bands(residue).stream())
        .mapToInt(band -> band.positions().size())
        .min()
        .orElseThrow();
  }

  private List<Integer> insideOutput(List<Integer> taps, int position) {
    return taps.stream()
        .filter(
            k -> {
              int back = position + padding - k * dilation;
              return back >= 0 && back / stride < out;
            })
        .toList();
  }
}
