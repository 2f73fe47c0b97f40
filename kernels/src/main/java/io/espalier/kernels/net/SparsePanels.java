package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.simd.RowKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The panels of a product in inference without their zeros: a panel of 32 outputs gives way to two
 * strips of 16 that skip each term whose 16 weights are zero. Mutable.
 *
 * <p>Finite inputs give the same bits either way: adding 0 · x changes no sum but the sign of a
 * zero, and adding the shift, which is never −0, ends that. Inputs that are not finite take the
 * whole panels, because 0 · ∞ is NaN.
 */
final class SparsePanels {
  private List<Panel> panels = List.of();
  private double time = 1;

  /**
   * Cuts those of packed panels, which stay as they are, whose strips are worth it.
   *
   * @param strips the time of strips by the part of their terms that they keep
   */
  void choose(List<Panel> whole, DoubleUnaryOperator strips) {
    List<Panel> chosen = new ArrayList<>();
    double sum = 0;
    for (Panel panel : whole) {
      double cut = strips.applyAsDouble(kept(panel));
      boolean worth = cut < Crossover.WORTH;
      chosen.addAll(worth ? strips(panel) : List.of(panel));
      sum += worth ? cut : 1;
    }
    time = sum / Math.max(1, whole.size());
    panels = chosen.equals(whole) ? List.of() : chosen;
  }

  /** The part of its strips' terms that are not zero. */
  private static double kept(Panel panel) {
    int kept = 0;
    for (int column = 0; column < panel.width(); column += Panel.STRIP) {
      kept += panel.depth(column);
    }
    return kept / Math.max(1.0, panel.depth() * panel.width() / Panel.STRIP);
  }

  private static List<Panel> strips(Panel panel) {
    List<Panel> strips = new ArrayList<>();
    for (int column = 0; column < panel.width(); column += Panel.STRIP) {
      strips.add(panel.strip(column));
    }
    return strips;
  }

  /** The expected time as a part of that of whole panels. */
  double time() {
    return time;
  }

  /** What to run instead of the whole panels where {@link #fits} says so. */
  List<Panel> panels() {
    return panels;
  }

  /** Whether zeros may be skipped for {@code count} images of {@code in} from n on. */
  boolean fits(Tensor in, int n, int count, RowKernels rows) {
    return !panels.isEmpty() && isFinite(in, n, count, rows);
  }

  /** Whether {@code count} images of {@code in} from n on hold neither an infinity nor a NaN. */
  static boolean isFinite(Tensor in, int n, int count, RowKernels rows) {
    return rows.isFinite(in.values(), in.image(n), count * in.layout().image());
  }
}
