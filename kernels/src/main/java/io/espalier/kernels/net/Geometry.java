package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The index tables of one convolution, forward and for its two gradients. A dense layer is a 1 × 1
 * convolution over a 1 × 1 image.
 */
record Geometry(Shape input, Shape output, Window window, int groups) {
  /** The most images that share a table of bands: their gradients are to stay in cache. */
  private static final int BANDED_IMAGES = 16;

  static Geometry of(Layer layer, Shape input) {
    if (layer instanceof Convolution convolution) {
      Shape output = convolution.output(List.of(input));
      return new Geometry(input, output, convolution.window(), convolution.groups());
    }
    return new Geometry(input, layer.output(List.of(input)), Window.square(1), 1);
  }

  /** A run of outputs that fit one panel, and the inputs [low, high) that any of them sees. */
  private record Cut(int channel, int width, int low, int high) {}

  int groupIn() {
    return input.channels() / groups;
  }

  int groupOut() {
    return output.channels() / groups;
  }

  /** Whether each output channel sees one input channel, its own. */
  boolean isDepthwise() {
    return groups > 1 && groupIn() == 1 && groupOut() == 1;
  }

  /** Weights an output channel has. */
  int depth() {
    return window.height() * window.width() * groupIn();
  }

  /** The input's layout with the halo that this convolution reads. */
  Layout inputHalo(Layout layout) {
    int rows = (output.height() - 1) * window.strideHeight() + window.spanHeight();
    int columns = (output.width() - 1) * window.strideWidth() + window.spanWidth();
    Padding padding = window.padding();
    return layout.halo(
        padding.top(),
        padding.left(),
        rows - padding.top() - input.height(),
        columns - padding.left() - input.width());
  }

  /** The layout of the output's gradient with the halo that the input's gradient reads. */
  Layout outputHalo(Layout layout) {
    if (staysInside()) {
      return layout;
    }
    Padding padding = window.padding();
    int top = (window.spanHeight() - 1 - padding.top()) / window.strideHeight();
    int left = (window.spanWidth() - 1 - padding.left()) / window.strideWidth();
    int last = (input.height() - 1 + padding.top()) / window.strideHeight();
    int rightmost = (input.width() - 1 + padding.left()) / window.strideWidth();
    return layout.halo(top, left, last - output.height() + 1, rightmost - output.width() + 1);
  }

  /** A row for each output pixel of {@code images} images: sources in the input, targets in out. */
  Rows forwardRows(Layout in, Layout out, int images) {
    int[] sources = new int[images * output.pixels()];
    int[] targets = new int[sources.length];
    int i = 0;
    for (int n = 0; n < images; n++) {
      for (int y = 0; y < output.height(); y++) {
        for (int x = 0; x < output.width(); x++) {
          sources[i] = n * in.image() + windowStart(in, y, x);
          targets[i++] = n * out.image() + out.at(y, x);
        }
      }
    }
    return new Rows(sources, targets);
  }

  private int windowStart(Layout in, int y, int x) {
    Padding padding = window.padding();
    return in.at(
        y * window.strideHeight() - padding.top(), x * window.strideWidth() - padding.left());
  }

  /** Where a kernel position lies behind the start of its window. */
  int tap(Layout in, int kernelRow, int kernelColumn) {
    return kernelRow * window.dilationHeight() * in.pitch()
        + kernelColumn * window.dilationWidth() * in.stride();
  }

  /** The index of a weight, −1 if that output does not see that input. */
  int weight(int out, int kernelRow, int kernelColumn, int in) {
    int group = out / groupOut();
    int inside = in - group * groupIn();
    if (out >= output.channels() || inside < 0 || inside >= groupIn()) {
      return -1;
    }
    return ((out * window.height() + kernelRow) * window.width() + kernelColumn) * groupIn()
        + inside;
  }

  /** The weights in panels of outputs: terms in order of kernel row, column, input channel. */
  List<Panel> forwardPanels(Layout in) {
    List<Panel> panels = new ArrayList<>();
    for (Cut cut : cuts(output.channels(), input.channels())) {
      if (isDepthwise()) {
        panels.add(depthwisePanel(cut, taps(in)));
        continue;
      }
      Terms terms = new Terms(window.height() * window.width() * (cut.high() - cut.low()));
      for (int ky = 0; ky < window.height(); ky++) {
        for (int kx = 0; kx < window.width(); kx++) {
          for (int c = cut.low(); c < cut.high(); c++) {
            terms.offset(tap(in, ky, kx) + c);
            for (int j = 0; j < Panel.WIDTH; j++) {
              terms.origin(j < cut.width() ? weight(cut.channel() + j, ky, kx, c) : -1);
            }
          }
        }
      }
      panels.add(terms.panel(cut.channel(), cut.width()));
    }
    return panels;
  }

  /** Kernel row, kernel column and how far behind the start of a window they lie. */
  private List<int[]> taps(Layout in) {
    List<int[]> taps = new ArrayList<>();
    for (int ky = 0; ky < window.height(); ky++) {
      for (int kx = 0; kx < window.width(); kx++) {
        taps.add(new int[] {ky, kx, tap(in, ky, kx)});
      }
    }
    return taps;
  }

  /** A term for each kernel position: every output takes it from its own channel. */
  private Panel depthwisePanel(Cut cut, List<int[]> taps) {
    Terms terms = new Terms(taps.size());
    for (int[] tap : taps) {
      terms.offset(tap[2] + cut.channel());
      for (int j = 0; j < Panel.WIDTH; j++) {
        int channel = cut.channel() + j;
        boolean real = j < cut.width() && channel < output.channels();
        terms.origin(real ? weight(channel, tap[0], tap[1], channel) : -1);
      }
    }
    return terms.panel(cut.channel(), cut.width());
  }

  private Axis rows() {
    Padding padding = window.padding();
    return new Axis(
        window.height(),
        window.dilationHeight(),
        window.strideHeight(),
        padding.top(),
        input.height(),
        output.height());
  }

  private Axis columns() {
    Padding padding = window.padding();
    return new Axis(
        window.width(),
        window.dilationWidth(),
        window.strideWidth(),
        padding.left(),
        input.width(),
        output.width());
  }

  /**
   * The product that gives the input's gradient.
   *
   * @param panels all flipped weights, to be packed
   * @param phases rows, each with the parts of panels that they are multiplied with
   */
  record Backward(List<Panel> panels, List<Phase> phases) {}

  /** Rows of an indirect product and the panels that each of them is multiplied with. */
  record Phase(Rows rows, int perImage, List<Panel> panels) {}

  /**
   * The parts of the input's gradient: for each residue of the input pixel modulo the stride the
   * pixels of that residue and the flipped kernel positions that reach them. With stride 1 this is
   * a convolution with the flipped kernel. Where many kernel positions would only meet the halo, as
   * at 5 × 5 over 12 × 12, pixels that meet different ones are parts of their own: they share
   * panels where their kernel columns are the same, and skip kernel rows.
   */
  Backward backward(Layout dOut, Layout dIn, int images) {
    List<Panel> packed = new ArrayList<>();
    List<Phase> phases = new ArrayList<>();
    for (int y = 0; y < rows().residues(); y++) {
      List<Integer> kernelRows = rows().taps(y);
      for (int x = 0; x < columns().residues(); x++) {
        for (Axis.Band across : columns().bands(x)) {
          List<Panel> panels = backwardPanels(taps(dOut, kernelRows, across.taps(), y, x));
          packed.addAll(panels);
          for (Axis.Band down : rows().bands(y)) {
            Rows rows = backwardRows(dOut, dIn, images, down.positions(), across.positions());
            int pixels = down.positions().size() * across.positions().size();
            phases.add(new Phase(rows, pixels, parts(panels, kernelRows, down.taps())));
          }
        }
      }
    }
    return new Backward(packed, phases);
  }

  /** Of panels whose terms go through {@code all} kernel rows, those of some neighbouring ones. */
  private static List<Panel> parts(List<Panel> panels, List<Integer> all, List<Integer> some) {
    if (some.isEmpty()) {
      return panels.stream().map(panel -> panel.part(0, 0)).toList();
    }
    int first = all.indexOf(some.get(0));
    return panels.stream()
        .map(
            panel -> {
              int perRow = panel.depth() / all.size();
              return panel.part(first * perRow, (first + some.size()) * perRow);
            })
        .toList();
  }

  /** How many images share the row tables of the input's gradient. */
  int imagesPerBackwardTable(int capacity) {
    int pixels = rows().smallestBand() * columns().smallestBand();
    int images = imagesPerTable(pixels, capacity);
    return staysInside() ? Math.min(images, BANDED_IMAGES) : images;
  }

  private boolean staysInside() {
    return rows().staysInside() && columns().staysInside();
  }

  private Rows backwardRows(
      Layout dOut, Layout dIn, int images, List<Integer> ys, List<Integer> xs) {
    int[] sources = new int[images * ys.size() * xs.size()];
    int[] targets = new int[sources.length];
    int i = 0;
    for (int n = 0; n < images; n++) {
      for (int y : ys) {
        for (int x : xs) {
          int oy = (y + window.padding().top()) / window.strideHeight();
          int ox = (x + window.padding().left()) / window.strideWidth();
          sources[i] = n * dOut.image() + dOut.at(oy, ox);
          targets[i++] = n * dIn.image() + dIn.at(y, x);
        }
      }
    }
    return new Rows(sources, targets);
  }

  /** Kernel row, kernel column and how far back they lie in the output's gradient. */
  private List<int[]> taps(
      Layout dOut, List<Integer> kernelRows, List<Integer> kernelColumns, int y, int x) {
    List<int[]> taps = new ArrayList<>();
    for (int ky : kernelRows) {
      for (int kx : kernelColumns) {
        int down = (ky * window.dilationHeight() - rows().rest(y)) / window.strideHeight();
        int across = (kx * window.dilationWidth() - columns().rest(x)) / window.strideWidth();
        taps.add(new int[] {ky, kx, -(down * dOut.pitch() + across * dOut.stride())});
      }
    }
    return taps;
  }

  private List<Panel> backwardPanels(List<int[]> taps) {
    List<Panel> panels = new ArrayList<>();
    for (Cut cut : cuts(input.channels(), output.channels())) {
      if (isDepthwise()) {
        panels.add(depthwisePanel(cut, taps));
        continue;
      }
      Terms terms = new Terms(taps.size() * (cut.high() - cut.low()));
      for (int[] tap : taps) {
        for (int out = cut.low(); out < cut.high(); out++) {
          terms.offset(tap[2] + out);
          for (int j = 0; j < Panel.WIDTH; j++) {
            int in = cut.channel() + j;
            boolean real = j < cut.width() && in < input.channels();
            terms.origin(real ? weight(out, tap[0], tap[1], in) : -1);
          }
        }
      }
      panels.add(terms.panel(cut.channel(), cut.width()));
    }
    return panels;
  }

  /**
   * Cuts {@code outs} channels into panels. Where the groups are whole vectors each panel lies in
   * one group; else a panel spans groups, and weights between groups are zeros.
   */
  private List<Cut> cuts(int outs, int ins) {
    List<Cut> cuts = new ArrayList<>();
    int perOut = outs / groups;
    int run = perOut % Layout.LANES == 0 ? perOut : outs;
    for (int start = 0; start < outs; start += run) {
      for (int c = start; c < start + run; c += Panel.WIDTH) {
        int width = Math.min(Panel.WIDTH, Layout.upToLanes(start + run - c));
        int last = Math.min(c + width, start + run) - 1;
        int perIn = ins / groups;
        cuts.add(new Cut(c, width, c / perOut * perIn, (last / perOut + 1) * perIn));
      }
    }
    return cuts;
  }

  /** Collects the terms of one panel. */
  private static final class Terms {
    private final int[] offsets;
    private final int[] origins;
    private int offset;
    private int origin;

    Terms(int depth) {
      offsets = new int[depth];
      origins = new int[depth * Panel.WIDTH];
    }

    void offset(int value) {
      offsets[offset++] = value;
    }

    void origin(int value) {
      origins[origin++] = value;
    }

    Panel panel(int channel, int width) {
      return new Panel(channel, width, offsets, origins);
    }
  }

  /** How many images share one row table: enough rows to fill tiles and to keep calls rare. */
  static int imagesPerTable(int pixels, int capacity) {
    int images = 1;
    while (images < capacity
        && (images * pixels < 64 || (images < Rows.TILE && images * pixels % Rows.TILE != 0))) {
      images *= 2;
    }
    return images;
  }
}
