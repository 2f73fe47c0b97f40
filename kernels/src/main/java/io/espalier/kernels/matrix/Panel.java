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
  private final int[] offsets;
  private final int[] origins;
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
    this.offsets = offsets;
    this.origins = origins;
    this.weights = new float[origins.length];
  }

  private Panel(int channel, int[] offsets, float[] weights) {
    this.channel = channel;
    this.width = STRIP;
    this.offsets = offsets;
    this.origins = new int[0];
    this.weights = weights;
  }

  /** Fills the panel from a layer's weights. */
  public void pack(float[] source) {
    for (int i = 0; i < weights.length; i++) {
      int origin = origins[i];
      weights[i] = origin < 0 ? 0 : source[origin];
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
    return IntStream.range(0, depth()).filter(k -> !isZero(k * WIDTH + column));
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
    return offsets.length;
  }

  /** Where each term's value lies behind the start of a row; not a copy. */
  public int[] offsets() {
    return offsets;
  }

  /** The weights, [depth × 32]; not a copy. */
  public float[] weights() {
    return weights;
  }
}
