package io.espalier.kernels.format;

import io.espalier.kernels.format.FixedCode.Sign;
import io.espalier.kernels.format.FloatCode.Specials;
import io.espalier.kernels.simd.BlockFixed;
import io.espalier.kernels.simd.BlockGrid;
import io.espalier.kernels.simd.BlockLogs;
import io.espalier.kernels.simd.BlockMini;
import io.espalier.kernels.simd.ElementGrid;
import io.espalier.kernels.simd.FixedGrid;
import io.espalier.kernels.simd.FixedGrid.Zero;
import io.espalier.kernels.simd.LogGrid;
import io.espalier.kernels.simd.MiniGrid;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

/**
 * A block format: its blocks share an exponent or a bias.
 *
 * @param sharedWidth bits of the shared field
 * @param grid the numbers of a block by its largest magnitude
 * @param field the shared field of a block's grid
 * @param elements what elements are under a shared field
 */
record SharedStorage(
    int sharedWidth,
    BlockGrid grid,
    ToIntFunction<ElementGrid> field,
    IntFunction<ElementCode> elements)
    implements Storage {
  /** What an OCP scale holds when its block is NaN. */
  private static final int NAN_SCALE = 0xff;

  @Override
  public long shared(float[] x, int from, int to) {
    if (grid.nanSpreads()) {
      for (int i = from; i < to; i++) {
        if (Float.isNaN(x[i])) {
          return NAN_SCALE;
        }
      }
    }
    return field.applyAsInt(grid.at(BlockGrid.max(x, from, to)));
  }

  @Override
  public ElementCode element(long shared) {
    return elements.apply((int) shared);
  }

  static Optional<Storage> of(NumberFormat format) {
    if (format instanceof BlockFloat f) {
      return Optional.of(of(f));
    } else if (format instanceof MxInt f) {
      return Optional.of(of(f));
    } else if (format instanceof BlockMiniFloat f) {
      return Optional.of(of(f));
    } else if (format instanceof MxFloat f) {
      return Optional.of(of(f));
    } else if (format instanceof BlockLog f) {
      return Optional.of(of(f));
    }
    return Optional.empty();
  }

  private static SharedStorage of(BlockFloat f) {
    int m = f.mantissaWidth();
    int bias = f.exponentBias().value(f.exponentWidth());
    return new SharedStorage(
        f.exponentWidth(),
        (BlockFixed) f.grid(),
        g -> ((FixedGrid) g).exponent() + m + bias,
        field -> fixed(field - bias - m, m, Zero.SIGNED));
  }

  /** The scale 2^s is the step times 2^(width − 2). */
  private static SharedStorage of(MxInt f) {
    int points = f.width() - 2;
    return mx(
        (BlockFixed) f.grid(),
        g -> ((FixedGrid) g).exponent() + points,
        s -> fixed(s - points, f.width() - 1, Zero.PLAIN));
  }

  private static FixedCode fixed(int exponent, int magnitudeBits, Zero zero) {
    int last = (1 << magnitudeBits) - 1;
    FixedGrid grid = new FixedGrid(exponent, -last, last, zero);
    return new FixedCode(grid, magnitudeBits + 1, zero == Zero.SIGNED ? Sign.BIT : Sign.COMPLEMENT);
  }

  private static SharedStorage mx(
      BlockGrid grid, ToIntFunction<ElementGrid> exponent, IntFunction<ElementCode> elements) {
    return new SharedStorage(
        8,
        grid,
        g -> exponent.applyAsInt(g) + 127,
        field ->
            field == NAN_SCALE
                ? new SpoiltCode(elements.apply(0).fields())
                : elements.apply(field - 127));
  }

  private static SharedStorage of(MxFloat f) {
    int bias = f.element().bias();
    return mx(
        (BlockMini) f.grid(),
        g -> bias - ((MiniGrid) g).bias(),
        s -> Storage.of(f.element(), bias - s));
  }

  /** The shared field is the top exponent in offset binary, or by the toolkit's rule the bias. */
  private static SharedStorage of(BlockMiniFloat f) {
    int span = (1 << f.exponentWidth()) - 1;
    int offset = (1 << (f.sharedWidth() - 1)) - 1;
    boolean top = f.rule() == BlockMiniFloat.Rule.TOP;
    IntUnaryOperator other = n -> top ? span + offset - n : n;
    return new SharedStorage(
        f.sharedWidth(),
        (BlockMini) f.grid(),
        g -> other.applyAsInt(((MiniGrid) g).bias()),
        field ->
            new FloatCode(
                f.exponentWidth(), f.mantissaWidth(), other.applyAsInt(field), Specials.NONE));
  }

  private static SharedStorage of(BlockLog f) {
    return new SharedStorage(
        f.sharedWidth(),
        (BlockLogs) f.grid(),
        g -> -((LogGrid) g).bottom(),
        field -> new LogCode(f.width(), field, f.zero()));
  }
}
