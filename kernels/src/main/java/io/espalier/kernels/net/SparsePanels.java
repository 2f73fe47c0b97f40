package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.simd.RowKernels;
import java.util.ArrayList;
import java.util.List;

/**
 * The panels of a product in inference without their zeros, where that is faster: a panel of 32
 * outputs gives way to two strips of 16 that skip each term whose 16 weights are zero. Mutable.
 *
 * <p>Finite inputs give the same bits either way: adding 0 · x changes no sum but the sign of a
 * zero, and adding the shift, which is never −0, ends that. Inputs that are not finite take the
 * whole panels, because 0 · ∞ is NaN.
 */
final class SparsePanels {
  private final double density;
  private List<Panel> panels = List.of();

  /**
   * No panels yet.
   *
   * @param density the largest part of its terms that a panel may keep to be cut into strips
   */
  SparsePanels(double density) {
    this.density = density;
  }

  /** Chooses by the zeros of packed panels, which stay as they are. */
  void choose(List<Panel> whole) {
    List<Panel> chosen = new ArrayList<>();
    whole.forEach(panel -> chosen.addAll(isWorthCutting(panel) ? strips(panel) : List.of(panel)));
    panels = chosen.equals(whole) ? List.of() : chosen;
  }

  private boolean isWorthCutting(Panel panel) {
    int kept = 0;
    for (int column = 0; column < panel.width(); column += Panel.STRIP) {
      kept += panel.depth(column);
    }
    return kept <= density * panel.depth() * panel.width() / Panel.STRIP;
  }

  private static List<Panel> strips(Panel panel) {
    List<Panel> strips = new ArrayList<>();
    for (int column = 0; column < panel.width(); column += Panel.STRIP) {
      strips.add(panel.strip(column));
    }
    return strips;
  }

  /** What to run instead of the whole panels where {@link #fits} says so. */
  List<Panel> panels() {
    return panels;
  }

  /** Whether zeros may be skipped for {@code count} images of {@code in} from n on. */
  boolean fits(Tensor in, int n, int count, RowKernels rows) {
    return !panels.isEmpty()
        && rows.isFinite(in.values(), in.image(n), count * in.layout().image());
  }
}
