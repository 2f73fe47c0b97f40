package io.espalier.compression.config;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Records of every shape that the reader supports. */
final class Samples {
  private Samples() {}

  enum Rule {
    CEIL,
    FLOOR_ONE
  }

  /** A class of its own text form. */
  record Bias(OptionalInt value) {
    public static Bias parse(String text) {
      return new Bias(text.equals("free") ? OptionalInt.empty() : OptionalInt.of(number(text)));
    }

    private static int number(String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("expected free or a whole number, got " + text, e);
      }
    }

    @Override
    public String toString() {
      return value.isEmpty() ? "free" : Integer.toString(value.getAsInt());
    }
  }

  sealed interface Format permits Plain, Block, Scaled {}

  sealed interface Scaled extends Format permits Tern {}

  @Named("plain")
  @Meaning("nothing to set")
  record Plain() implements Format {}

  @Named("block")
  @Meaning("a block format")
  record Block(
      @Meaning("bits of the mantissa") int mantissaWidth,
      @Meaning("values that share an exponent") @Default("16") int blockSize,
      @Meaning("how to round") @Default("ceil") Rule rule,
      @Meaning("where the exponents start") @Default("free") Bias bias)
      implements Format {
    Block {
      if (blockSize < 1) {
        throw new IllegalArgumentException("blockSize must be at least 1, got " + blockSize);
      }
    }
  }

  @Named("tern")
  @Meaning("three levels")
  record Tern(@Meaning("the threshold") @Default("0.75") double ratio) implements Scaled {}

  sealed interface Step permits Prune, Quantize {}

  @Named("prune")
  @Meaning("removes weights")
  record Prune(
      @Meaning("zeros / all") double sparsity,
      @Meaning("layers left alone") @Default("[]") List<String> except,
      @Meaning("rates of single layers") @Default("{}") Map<String, Double> rates)
      implements Step {
    Prune {
      if (!(sparsity >= 0 && sparsity < 1)) {
        throw new IllegalArgumentException("sparsity must be in [0, 1), got " + sparsity);
      }
    }
  }

  @Named("quantize")
  @Meaning("rounds weights")
  record Quantize(
      @Meaning("the format") @Default("{ type = plain }") Format format,
      @Meaning("images to look at") OptionalInt images,
      @Meaning("where to clip") OptionalDouble clip)
      implements Step {}

  record Study(
      @Meaning("what it is called") String name,
      @Meaning("what is done") @Default("[]") List<Step> pipeline,
      @Meaning("where the data are") Optional<Path> data,
      @Meaning("the seed") @Default("1") long seed,
      @Meaning("whether to fold") @Default("false") boolean fold,
      @Meaning("formats by layer") @Default("{}") Map<String, Format> formats) {}
}
