package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.simd.ProductKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A convolution in groups that reads the channels it picks where they are. A panel of outputs of
 * several narrow groups reads what any of them picks, each channel once, with zeros for the groups
 * that do not: fewer terms than one after the other. Each sum keeps its order, so that finite
 * inputs give the bits that copied channels give. Mutable: weights are packed.
 */
final class PickedProduct {
  /** Time of a strip of 16 outputs as a part of that of a panel of 32 as deep. */
  private static final double STRIP_TIME = 0.55;

  private final Geometry geometry;
  private final int[] picks;
  private final Tensor source;
  private final Rows rows;
  private final int[][] places;
  private final List<Panel> panels = new ArrayList<>();

  private PickedProduct(Geometry geometry, int[] picks, Tensor source, Rows rows) {
    this.geometry = geometry;
    this.picks = picks;
    this.source = source;
    this.rows = rows;
    places = places(geometry, picks, source.channels());
  }

  /**
   * The product, unless its groups want shared channels in orders that exclude each other.
   *
   * @param geometry of the convolution over the channels picked
   * @param picks where each of these is in {@code source}
   * @param images that share a row table
   */
  static Optional<PickedProduct> of(
      Geometry geometry, int[] picks, Tensor source, Layout out, int images) {
    Rows rows = geometry.forwardRows(source.layout(), out, images);
    PickedProduct product = new PickedProduct(geometry, picks, source, rows);
    return product.cut() ? Optional.of(product) : Optional.empty();
  }

  void pack(float[] weights) {
    panels.forEach(panel -> panel.pack(weights));
  }

  Tensor source() {
    return source;
  }

  void run(int n, int some, Finish finish, Tensor out, ProductKernels kernels) {
    int count = some * geometry.output().pixels();
    for (int i = 0; i < panels.size(); i++) {
      kernels.product(
          rows,
          count,
          source.values(),
          source.image(n),
          panels.get(i),
          finish,
          out.values(),
          out.image(n));
    }
  }

  private boolean cut() {
    int outs = geometry.output().channels();
    int run = geometry.groupOut() % Panel.STRIP == 0 ? geometry.groupOut() : outs;
    for (int start = 0; start < outs; start += run) {
      for (int c = start; c < start + run; c += Panel.WIDTH) {
        if (!cut(c, Math.min(c + Panel.WIDTH, start + run))) {
          return false;
        }
      }
    }
    return true;
  }

  /** One panel, or two strips where these have so much fewer terms that they take less time. */
  private boolean cut(int from, int to) {
    int middle = Math.min(from + Panel.STRIP, to);
    Optional<int[]> whole = terms(from, to);
    Optional<int[]> first = terms(from, middle);
    Optional<int[]> second = terms(middle, to);
    if (whole.isEmpty() || first.isEmpty() || second.isEmpty()) {
      return false;
    }
    int strips = first.get().length + second.get().length;
    if (middle < to && STRIP_TIME * strips > whole.get().length) {
      panels.add(panel(from, to, Panel.WIDTH, whole.get()));
      return true;
    }
    panels.add(panel(from, middle, Panel.STRIP, first.get()));
    if (middle < to) {
      panels.add(panel(middle, to, Panel.STRIP, second.get()));
    }
    return true;
  }

  private int[] picksOf(int group) {
    int each = geometry.groupIn();
    return Arrays.copyOfRange(picks, group * each, (group + 1) * each);
  }

  /** What outputs read, each channel once, in an order that is each group's own. */
  private Optional<int[]> terms(int from, int to) {
    if (from == to) {
      return Optional.of(new int[0]);
    }
    List<int[]> own =
        IntStream.rangeClosed(from / geometry.groupOut(), (to - 1) / geometry.groupOut())
            .mapToObj(this::picksOf)
            .toList();
    return merged(own);
  }

  /** Merges lists in all of their orders: of what nothing has to come before, the least first. */
  private static Optional<int[]> merged(List<int[]> lists) {
    if (lists.size() == 1) {
      int[] only = lists.get(0);
      boolean twice = Arrays.stream(only).distinct().count() < only.length;
      return twice ? Optional.empty() : Optional.of(only);
    }
    int[] at = new int[lists.size()];
    int[] all = lists.stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
    int[] order = new int[all.length];
    boolean[] placed = new boolean[all.length];
    for (int i = 0; i < order.length; i++) {
      int next = next(lists, at, all, placed);
      if (next < 0) {
        return Optional.empty();
      }
      placed[next] = true;
      order[i] = all[next];
      for (int l = 0; l < at.length; l++) {
        at[l] += at[l] < lists.get(l).length && lists.get(l)[at[l]] == all[next] ? 1 : 0;
      }
    }
    return Optional.of(order);
  }

  /** The least channel that every list which has it has next; −1 if there is none. */
  private static int next(List<int[]> lists, int[] at, int[] all, boolean[] placed) {
    for (int i = 0; i < all.length; i++) {
      if (!placed[i] && isNext(lists, at, all[i])) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isNext(List<int[]> lists, int[] at, int channel) {
    for (int l = 0; l < at.length; l++) {
      int[] list = lists.get(l);
      for (int i = at[l] + (at[l] < list.length && list[at[l]] == channel ? 1 : 0);
          i < list.length;
          i++) {
        if (list[i] == channel) {
          return false;
        }
      }
    }
    return true;
  }

  private Panel panel(int from, int to, int width, int[] channels) {
    int taps = geometry.window().height() * geometry.window().width();
    int[] offsets = new int[taps * channels.length];
    int[] origins = new int[offsets.length * Panel.WIDTH];
    Arrays.fill(origins, -1);
    int term = 0;
    for (int ky = 0; ky < geometry.window().height(); ky++) {
      for (int kx = 0; kx < geometry.window().width(); kx++) {
        for (int channel : channels) {
          offsets[term] = geometry.tap(source.layout(), ky, kx) + channel;
          for (int out = from; out < to; out++) {
            origins[term * Panel.WIDTH + out - from] = weight(out, ky, kx, channel);
          }
          term++;
        }
      }
    }
    return new Panel(from, width, offsets, origins);
  }

  /** By group and channel of the source, which of the group's picks it is; −1 if none. */
  private static int[][] places(Geometry geometry, int[] picks, int channels) {
    int[][] places = new int[geometry.groups()][channels];
    for (int group = 0; group < places.length; group++) {
      Arrays.fill(places[group], -1);
      for (int i = 0; i < geometry.groupIn(); i++) {
        places[group][picks[group * geometry.groupIn() + i]] = i;
      }
    }
    return places;
  }

  private int weight(int out, int ky, int kx, int channel) {
    int group = out / geometry.groupOut();
    int place = places[group][channel];
    return place < 0 ? -1 : geometry.weight(out, ky, kx, group * geometry.groupIn() + place);
  }
}
