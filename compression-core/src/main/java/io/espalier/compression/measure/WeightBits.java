package io.espalier.compression.measure;

import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.format.NumberFormat;
import java.util.List;

/**
 * What the weights of one layer cost to store.
 *
 * @param dense bits of every weight and every shared field
 * @param masked a 1-bit mask, the nonzero weights, and the fields of blocks that keep one
 * @param indexed a 16-bit index and value for each nonzero weight, and the same fields
 * @param zeroStored whether the format has a code for zero, or no weight is zero
 */
public record WeightBits(long dense, long masked, long indexed, Zero zeroStored) {
  private static final int INDEX_BITS = 16;

  /** Whether a dense layout can hold the layer's zeros. */
  public enum Zero {
    /** Every weight of the layer has a code. */
    REPRESENTABLE,
    /** Some weights are zero and the format has no zero: only a mask or indices can say so. */
    MISSING
  }

  /** The least of the layouts that can hold the layer. */
  public long least() {
    long sparse = Math.min(masked, indexed);
    return zeroStored == Zero.REPRESENTABLE ? Math.min(dense, sparse) : sparse;
  }

  /**
   * Counts.
   *
   * @param weights [out × … × in], row-major, as rounded
   * @param formats how they were rounded
   */
  public static WeightBits of(float[] weights, WeightRounding.Rounded formats) {
    List<NumberFormat> each = formats.formats();
    int share = weights.length / each.size();
    long dense = 0;
    long sparse = 0;
    long nonzero = 0;
    for (int i = 0; i < each.size(); i++) {
      Kept all = kept(weights, i * share, share, formats.length(), each.get(i).blockSize());
      dense += each.get(i).bits(share, blocks(share, formats.length(), each.get(i).blockSize()));
      sparse += all.values() == 0 ? 0 : each.get(i).bits(all.values(), all.blocks());
      nonzero += all.values();
    }
    return new WeightBits(
        dense,
        weights.length + sparse,
        INDEX_BITS * nonzero + sparse,
        nonzero == weights.length || hasZero(each.get(0)) ? Zero.REPRESENTABLE : Zero.MISSING);
  }

  private static boolean hasZero(NumberFormat format) {
    float[] zero = {0};
    format.quantize(zero, 0, 1);
    return zero[0] == 0;
  }

  /** Blocks of a share of the weights; one if the whole share shares its fields. */
  private static long blocks(int share, int length, int block) {
    return block == 0 ? 1 : (long) (share / length) * ((length + block - 1) / block);
  }

  private record Kept(long values, long blocks) {}

  private static Kept kept(float[] weights, int from, int share, int length, int block) {
    long values = 0;
    long blocks = 0;
    int run = block == 0 ? share : length;
    int step = block == 0 ? share : block;
    for (int row = from; row < from + share; row += run) {
      for (int start = row; start < row + run; start += step) {
        int end = Math.min(start + step, row + run);
        long inBlock = nonzero(weights, start, end);
        values += inBlock;
        blocks += inBlock > 0 ? 1 : 0;
      }
    }
    return new Kept(values, blocks);
  }

  private static long nonzero(float[] weights, int from, int to) {
    long count = 0;
    for (int i = from; i < to; i++) {
      count += weights[i] != 0 ? 1 : 0;
    }
    return count;
  }
}
