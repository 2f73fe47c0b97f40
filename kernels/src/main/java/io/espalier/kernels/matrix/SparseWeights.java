package io.espalier.kernels.matrix;

import java.util.List;

/**
 * The weights of a product that are not zero, output by output (compressed rows).
 *
 * @param starts [outputs + 1]: output o has the terms [starts[o], starts[o + 1])
 * @param offsets where each term's value lies behind the start of a row
 * @param values the weight of each term, in the order of the panel it comes from
 */
public record SparseWeights(int[] starts, int[] offsets, float[] values) {
  /** What is not zero in panels that follow each other from output 0 on; copied. */
  public static SparseWeights of(List<Panel> panels) {
    int terms = panels.stream().mapToInt(Panel::nonZeros).sum();
    int outputs = panels.stream().mapToInt(Panel::width).sum();
    SparseWeights sparse =
        new SparseWeights(new int[outputs + 1], new int[terms], new float[terms]);
    int at = 0;
    for (Panel panel : panels) {
      for (int j = 0; j < panel.width(); j++) {
        sparse.starts[panel.channel() + j] = at;
        at = sparse.append(panel, j, at);
      }
    }
    sparse.starts[outputs] = at;
    return sparse;
  }

  private int append(Panel panel, int output, int from) {
    int at = from;
    for (int k = 0; k < panel.depth(); k++) {
      float weight = panel.weights()[k * Panel.WIDTH + output];
      if (weight != 0) {
        offsets[at] = panel.offsets()[k];
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
