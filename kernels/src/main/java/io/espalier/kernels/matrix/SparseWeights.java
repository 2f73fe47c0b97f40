package io.espalier.kernels.matrix;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The weights of a product that are not zero, output by output (compressed rows).
 *
 * @param starts [outputs + 1]: output o has the terms [starts[o], starts[o + 1])
 * @param offsets where each term's value lies behind that of the first place
 * @param values the weight of each term, in the order of the panel it comes from
 */
public record SparseWeights(int[] starts, int[] offsets, float[] values) {
  /**
   * What is not zero in panels that follow each other from output 0 on; copied.
   *
   * @param outputs the outputs that exist
   * @param place from a panel's offset to where the value lies
   */
  public static SparseWeights of(List<Panel> panels, int outputs, IntUnaryOperator place) {
    int terms = panels.stream().mapToInt(Panel::nonZeros).sum();
    SparseWeights sparse =
        new SparseWeights(new int[outputs + 1], new int[terms], new float[terms]);
    int at = 0;
    for (Panel panel : panels) {
      for (int j = 0; j < panel.width() && panel.channel() + j < outputs; j++) {
        at = sparse.append(panel, j, at, place);
        sparse.starts[panel.channel() + j + 1] = at;
      }
    }
    return sparse;
  }

  private int append(Panel panel, int output, int from, IntUnaryOperator place) {
    int at = from;
    for (int k = 0; k < panel.depth(); k++) {
      float weight = panel.weights()[k * Panel.WIDTH + output];
      if (weight != 0) {
        offsets[at] = place.applyAsInt(panel.offsets()[k]);
        values[at++] = weight;
      }
    }
    return at;
  }

  /** The number of outputs. */
  public int outputs() {
    return starts.length - 1;
  }
}
