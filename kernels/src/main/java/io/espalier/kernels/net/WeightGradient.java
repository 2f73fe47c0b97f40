package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.matrix.Strips;
import io.espalier.kernels.matrix.Tile;
import io.espalier.kernels.simd.NetKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradient of a convolution's weights: for each kernel position the sum over pixels of the
 * outer product of output gradient and input, tile by tile.
 *
 * <p>Where input channels come in whole vectors the vectors run along them and tiles land in the
 * weights' own order; the output's gradients, which all of them read, are copied into strips. Else
 * they run along the output channels, tiles take any 8 weights of a channel whether they lie side
 * by side in the input or not, and the result is transposed once.
 */
final class WeightGradient {
  /** Pairs summed before the next tile: few enough that their factors stay in the first caches. */
  private static final int BLOCK = 128;

  private final Geometry geometry;
  private final Tensor in;
  private final Tensor dOut;
  private final NetKernels kernels;
  private final boolean direct;
  private final int images;
  private final Rows pairs;
  private final List<Tile> tiles = new ArrayList<>();
  private final int pitch;
  private final float[] transposed;
  private final Strips strips;

  WeightGradient(Geometry geometry, Tensor in, Tensor dOut, int capacity, NetKernels kernels) {
    this.geometry = geometry;
    this.in = in;
    this.dOut = dOut;
    this.kernels = kernels;
    this.images = Geometry.imagesPerTable(geometry.output().pixels(), capacity);
    this.direct =
        geometry.groupIn() % Layout.LANES == 0
            && (geometry.groups() == 1 || geometry.groupOut() % Rows.TILE == 0);
    Rows rows = geometry.forwardRows(in.layout(), dOut.layout(), images);
    this.pairs = direct ? new Rows(rows.targets(), rows.sources()) : rows;
    this.pitch = direct ? geometry.depth() : dOut.stride();
    int taps = geometry.window().height() * geometry.window().width();
    int terms = geometry.isDepthwise() ? taps : taps * geometry.input().channels();
    this.transposed = new float[direct ? 0 : terms * pitch];
    this.strips = Strips.of(direct ? dOut.stride() : 0, BLOCK);
    if (direct) {
      addDirectTiles();
    } else if (geometry.isDepthwise()) {
      addDepthwiseTiles(taps);
    } else {
      addTransposedTiles();
    }
  }

  private void addDirectTiles() {
    int taps = geometry.window().height() * geometry.window().width();
    boolean strips = geometry.groups() == 1 || geometry.groupOut() % Strips.WIDTH == 0;
    int step = strips ? Strips.WIDTH : Rows.TILE;
    for (int out = 0; out < geometry.output().channels(); out += step) {
      for (int tap = 0; tap < taps; tap++) {
        for (int c = 0; c < geometry.groupIn(); c += Panel.WIDTH) {
          addDirectTiles(out, Math.min(step, geometry.output().channels() - out), tap, c);
        }
      }
    }
  }

  /** As many rows at a time as registers hold: 16 of 16 columns, 8 of 32. */
  private void addDirectTiles(int out, int rows, int tap, int c) {
    int width = Math.min(Panel.WIDTH, geometry.groupIn() - c);
    int most = width == Panel.WIDTH ? Rows.TILE : Strips.WIDTH;
    int right = place(tap, out / geometry.groupOut() * geometry.groupIn() + c);
    for (int row = 0; row < rows; row += most) {
      int target = (out + row) * pitch + tap * geometry.groupIn() + c;
      tiles.add(Tile.of(out + row, right, target, Math.min(most, rows - row), width));
    }
  }

  /** Kernel positions by vectors of channels. */
  private void addDepthwiseTiles(int taps) {
    for (int c = 0; c < pitch; c += Panel.WIDTH) {
      int width = Math.min(Panel.WIDTH, pitch - c);
      for (int k = 0; k < taps; k += Rows.TILE) {
        int channel = c;
        int[] left =
            IntStream.range(k, Math.min(k + Rows.TILE, taps))
                .map(tap -> place(tap, channel))
                .toArray();
        tiles.add(Tile.of(left, c, k * pitch + c, width));
      }
    }
  }

  private void addTransposedTiles() {
    int channels = geometry.input().channels();
    int terms = geometry.window().height() * geometry.window().width() * channels;
    int[] offsets = IntStream.range(0, terms).map(k -> place(k / channels, k % channels)).toArray();
    for (int c = 0; c < pitch; c += Panel.WIDTH) {
      int width = Math.min(Panel.WIDTH, pitch - c);
      for (int k = 0; k < terms; k += Rows.TILE) {
        int[] left = Arrays.copyOfRange(offsets, k, Math.min(k + Rows.TILE, terms));
        tiles.add(Tile.of(left, c, k * pitch + c, width));
      }
    }
  }

  /** Where a channel at a kernel position lies behind the start of its window. */
  private int place(int tap, int channel) {
    int columns = geometry.window().width();
    return geometry.tap(in.layout(), tap / columns, tap % columns) + channel;
  }

  /** How many images {@link #add(Tensor, int, int, float[])} takes at a time. */
  int images() {
    return images;
  }

  /** Begins a sum. */
  void clear(float[] gradient) {
    Arrays.fill(direct ? gradient : transposed, 0);
  }

  /** Adds {@code some} images from the n-th on. */
  void add(Tensor source, int n, int some, float[] gradient) {
    int terms = some * geometry.output().pixels();
    for (int from = 0; from < terms; from += BLOCK) {
      int to = Math.min(from + BLOCK, terms);
      add(source, n, from, to, direct ? gradient : transposed);
    }
  }

  /** Ends a sum: what was added is in {@code gradient}. */
  void finish(float[] gradient) {
    if (!direct) {
      transpose(gradient);
    }
  }

  private void add(Tensor source, int n, int from, int to, float[] sums) {
    float[] x = source.values();
    float[] dy = dOut.values();
    if (direct) {
      kernels.products().strips(pairs, from, to, dy, dOut.image(n), strips);
    }
    for (int i = 0; i < tiles.size(); i++) {
      add(from, to, x, source.image(n), dy, dOut.image(n), tiles.get(i), sums);
    }
  }

  private void add(
      int from, int to, float[] x, int xFrom, float[] dy, int dyFrom, Tile tile, float[] sums) {
    if (direct) {
      kernels.products().outer(strips, pairs, from, to, x, xFrom, tile, sums, pitch);
    } else if (geometry.isDepthwise()) {
      kernels.depthwise().outer(pairs, from, to, x, xFrom, dy, dyFrom, tile, sums, pitch);
    } else {
      kernels.products().outer(pairs, from, to, x, xFrom, dy, dyFrom, tile, sums, pitch);
    }
  }

  private void transpose(float[] gradient) {
    int channels = geometry.input().channels();
    int groupIn = geometry.groupIn();
    int depth = geometry.depth();
    for (int out = 0; out < geometry.output().channels(); out++) {
      int first = out / geometry.groupOut() * groupIn;
      for (int k = 0; k < depth; k++) {
        int term = geometry.isDepthwise() ? k : k / groupIn * channels + first + k % groupIn;
        gradient[out * depth + k] = transposed[term * pitch + out];
      }
    }
  }
}
