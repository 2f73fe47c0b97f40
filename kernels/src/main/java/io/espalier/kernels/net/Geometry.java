package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The index tables of one convolution, forward and for its two gradients. A dense layer is a 1 × 1
 * convolution over a 1 × 1 image.
 */
record Geometry(Shape input, Shape output, Window window, int groups) {
  /** The largest part of kernel rows inside the output for which bands are worth their panels. */
  private static final double BANDED = 0.8;

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

  /**
   * The parts of the input's gradient: for each residue of the input pixel modulo the stride the
   * pixels of that residue and the flipped kernel positions that reach them. With stride 1 this is
   * a convolution with the flipped kernel. Where many kernel rows would only meet the halo, as at 5
   * × 5 over 12 × 12, image rows that meet different kernel rows are parts of their own.
   */
  List<Phase> backwardPhases(Layout dOut, Layout dIn, int images) {
    List<Phase> phases = new ArrayList<>();
    for (int y = 0; y < Math.min(window.strideHeight(), input.height()); y++) {
      for (int x = 0; x < Math.min(window.strideWidth(), input.width()); x++) {
        int columns = steps(input.width() - x, window.strideWidth());
        for (Band band : bands(y)) {
          Rows rows = backwardRows(dOut, dIn, images, band.rows(), x);
          List<Panel> panels = backwardPanels(dOut, band.kernelRows(), y, x);
          phases.add(new Phase(rows, band.rows().size() * columns, panels));
        }
      }
    }
    return phases;
  }

  /** Image rows whose gradient comes from the same kernel rows. */
  private record Band(List<Integer> rows, List<Integer> kernelRows) {}

  /** How many pixels of an image the smallest part of the input's gradient has, at stride 1. */
  int smallestBand() {
    int rows = bands(0).stream().mapToInt(band -> band.rows().size()).min().orElseThrow();
    return bands(0).size() == 1 ? input.pixels() : rows * input.width();
  }

  /** The bands of a residue: one, or one for each set of kernel rows where that saves enough. */
  private List<Band> bands(int firstRow) {
    Map<List<Integer>, List<Integer>> rows = new LinkedHashMap<>();
    int met = 0;
    int all = 0;
    List<Integer> any = new ArrayList<>();
    List<Integer> reaching = kernelRows(firstRow);
    for (int y = firstRow; y < input.height(); y += window.strideHeight()) {
      List<Integer> inside = insideOutput(reaching, y);
      rows.computeIfAbsent(inside, key -> new ArrayList<>()).add(y);
      any.add(y);
      met += inside.size();
      all += reaching.size();
    }
    if (met > BANDED * all) {
      return List.of(new Band(any, reaching));
    }
    List<Band> bands = new ArrayList<>();
    rows.forEach((kernelRows, ys) -> bands.add(new Band(ys, kernelRows)));
    return bands;
  }

  /** The kernel rows that reach image rows of a residue. */
  private List<Integer> kernelRows(int firstRow) {
    int rest = (firstRow + window.padding().top()) % window.strideHeight();
    return IntStream.range(0, window.height())
        .filter(ky -> (ky * window.dilationHeight() - rest) % window.strideHeight() == 0)
        .boxed()
        .toList();
  }

  private List<Integer> insideOutput(List<Integer> kernelRows, int y) {
    return kernelRows.stream()
        .filter(
            ky -> {
              int down = y + window.padding().top() - ky * window.dilationHeight();
              return down >= 0 && down / window.strideHeight() < output.height();
            })
        .toList();
  }

  /** Rows of an indirect product and the panels that each of them is multiplied with. */
  record Phase(Rows rows, int perImage, List<Panel> panels) {}

  private static int steps(int extent, int stride) {
    return (extent + stride - 1) / stride;
  }

  private Rows backwardRows(
      Layout dOut, Layout dIn, int images, List<Integer> ys, int firstColumn) {
    List<int[]> rows = new ArrayList<>();
    for (int n = 0; n < images; n++) {
      for (int y : ys) {
        for (int x = firstColumn; x < input.width(); x += window.strideWidth()) {
          int oy = (y + window.padding().top()) / window.strideHeight();
          int ox = (x + window.padding().left()) / window.strideWidth();
          rows.add(new int[] {n * dOut.image() + dOut.at(oy, ox), n * dIn.image() + dIn.at(y, x)});
        }
      }
    }
    return new Rows(
        rows.stream().mapToInt(row -> row[0]).toArray(),
        rows.stream().mapToInt(row -> row[1]).toArray());
  }

  private List<Panel> backwardPanels(
      Layout dOut, List<Integer> kernelRows, int firstRow, int firstColumn) {
    int restRow = (firstRow + window.padding().top()) % window.strideHeight();
    int restColumn = (firstColumn + window.padding().left()) % window.strideWidth();
    List<int[]> taps = new ArrayList<>();
    for (int ky : kernelRows) {
      for (int kx = 0; kx < window.width(); kx++) {
        int down = ky * window.dilationHeight() - restRow;
        int across = kx * window.dilationWidth() - restColumn;
        if (across % window.strideWidth() == 0) {
          int back =
              down / window.strideHeight() * dOut.pitch()
                  + across / window.strideWidth() * dOut.stride();
          taps.add(new int[] {ky, kx, -back});
        }
      }
    }
    return backwardPanels(taps);
  }

  private List<Panel> backwardPanels(List<int[]> taps) {
    List<Panel> panels = new ArrayList<>();
    for (Cut cut : cuts(input.channels(), output.channels())) {
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
