package io.espalier.kernels.matrix;

import java.util.stream.IntStream;

/**
 * Weights of up to 32 neighbouring outputs, laid out [depth × 32] so that a kernel streams them.
 * Mutable: {@link #pack} refills it.
 *
 * <p>Term k of a row that starts at s multiplies the value at {@code s + offsets[k]} with row k of
 * the panel. Outputs that do not exist have weight 0.
 */
public final class Panel {
  /** Outputs a panel holds, used or not. */
  public static final int WIDTH = 32;

  /** Outputs of a strip: half a panel. */
  public static final int STRIP = 16;

  private final int channel;
  private final int width;
  private final int first;
  private final int depth;
  private final int[] offsets;
  private final int[] origins;
  private final Order order;
  private final float[] weights;

  /**
   * An empty panel.
   *
   * @param channel the first output
   * @param width outputs stored: 16 or 32
   * @param offsets where each term's value lies behind the start of a row
   * @param origins [depth × 32]: the index of each weight in the layer's array, −1 for none
   */
  public Panel(int channel, int width, int[] offsets, int[] origins) {
    if (width != WIDTH && width != STRIP) {
      throw new IllegalArgumentException("width must be 16 or 32, got " + width);
    }
    if (origins.length != offsets.length * WIDTH) {
      throw new IllegalArgumentException(
          "origins must be [depth × 32], got " + origins.length + " for depth " + offsets.length);
    }
    this.channel = channel;
    this.width = width;
    this.first = 0;
    this.depth = offsets.length;
    this.offsets = offsets;
    this.origins = origins;
    this.order = Order.of(origins);
    this.weights = new float[origins.length];
  }

  /** Some terms of another panel. */
  private Panel(Panel whole, int first, int depth) {
    this.channel = whole.channel;
    this.width = whole.width;
    this.first = first;
    this.depth = depth;
    this.offsets = whole.offsets;
    this.origins = whole.origins;
    this.order = whole.order;
    this.weights = whole.weights;
  }

  /** A strip, which is never packed. */
  private Panel(int channel, int[] offsets, float[] weights) {
    this.channel = channel;
    this.width = STRIP;
    this.first = 0;
    this.depth = offsets.length;
    this.offsets = offsets;
    this.origins = new int[0];
    this.order = Order.ROWS;
    this.weights = weights;
  }

  /**
   * The terms from {@code from} up to {@code to} as a panel that shares this one's weights: packing
   * either packs all of them.
   */
  public Panel part(int from, int to) {
    return new Panel(this, first + from, to - from);
  }

  /** Fills the panel from a layer's weights. */
  public void pack(float[] source) {
    switch (order) {
      case ROWS -> packRows(source);
      case COLUMNS -> packColumns(source);
      case ANY -> packEach(source);
    }
  }

  private void packRows(float[] source) {
    for (int i = 0; i < origins.length; i += WIDTH) {
      System.arraycopy(source, origins[i], weights, i, WIDTH);
    }
  }

  /** Four outputs at a time: few streams to read, each from its beginning to its end. */
  private void packColumns(float[] source) {
    for (int j = 0; j < WIDTH; j += 4) {
      packFour(source, j);
    }
  }

  private void packFour(float[] source, int output) {
    int from0 = origins[output];
    int from1 = origins[output + 1];
    int from2 = origins[output + 2];
    int from3 = origins[output + 3];
    int at = output;
    for (int k = 0; k < offsets.length; k++) {
      weights[at] = source[from0 + k];
      weights[at + 1] = source[from1 + k];
      weights[at + 2] = source[from2 + k];
      weights[at + 3] = source[from3 + k];
      at += WIDTH;
    }
  }

  private void packEach(float[] source) {
    for (int i = 0; i < weights.length; i++) {
      int origin = origins[i];
      weights[i] = origin < 0 ? 0 : source[origin];
    }
  }

  /** How the weights of a full panel lie in the layer's array. */
  private enum Order {
    /** The outputs of a term are neighbours. */
    ROWS,
    /** The terms of an output are neighbours. */
    COLUMNS,
    /** Neither, or some outputs do not exist. */
    ANY;

    static Order of(int[] origins) {
      IntStream all = IntStream.range(0, origins.length);
      if (all.allMatch(i -> origins[i] >= 0 && origins[i] == origins[i - i % WIDTH] + i % WIDTH)) {
        return ROWS;
      }
      all = IntStream.range(0, origins.length);
      return all.allMatch(i -> origins[i] >= 0 && origins[i] == origins[i % WIDTH] + i / WIDTH)
          ? COLUMNS
          : ANY;
    }
  }

  /**
   * The terms whose 16 weights from {@code column} on are not all zero, in their order, as a panel
   * of its own that keeps these weights and is never refilled.
   */
  public Panel strip(int column) {
    int[] kept = kept(column).toArray();
    int[] places = new int[kept.length];
    float[] values = new float[kept.length * WIDTH];
    for (int i = 0; i < kept.length; i++) {
      places[i] = offsets[kept[i]];
      System.arraycopy(weights, kept[i] * WIDTH + column, values, i * WIDTH, STRIP);
    }
    return new Panel(channel + column, places, values);
  }

  /** How many terms {@link #strip} would have. */
  public int depth(int column) {
    return (int) kept(column).count();
  }

  /** How many weights are not zero. */
  public int nonZeros() {
    int count = 0;
    for (float weight : weights) {
      count += weight == 0 ? 0 : 1;
    }
    return count;
  }

  private IntStream kept(int column) {
    return IntStream.range(first, first + depth).filter(k -> !isZero(k * WIDTH + column));
  }

  private boolean isZero(int from) {
    for (int i = from; i < from + STRIP; i++) {
      if (weights[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The first output. */
  public int channel() {
    return channel;
  }

  /** The number of outputs stored: 16 or 32. */
  public int width() {
    return width;
  }

  /** The number of terms of each sum. */
  public int depth() {
    return depth;
  }

  /** The first of its terms among {@link #offsets} and {@link #weights}. */
  public int first() {
    return first;
  }

  /** Where each term's value lies behind the start of a row; not a copy. */
  public int[] offsets() {
    return offsets;
  }

  /** The weights, 32 a term; not a copy. */
  public float[] weights() {
    return weights;
  }
}
