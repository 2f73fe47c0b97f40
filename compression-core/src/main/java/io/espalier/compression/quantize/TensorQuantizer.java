package io.espalier.compression.quantize;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Preset;

/**
 * How one tensor is rounded: a format, what shares its data-dependent fields, a preset, and what
 * range they cover.
 */
@Meaning("how a tensor is rounded")
public record TensorQuantizer(
    @Meaning("the number format") @Default("{ type = float32 }") NumberFormat format,
    @Meaning("which values share what the format fixes from data") @Default("tensor")
        Granularity granularity,
    @Meaning("rounding details: default, source (as the lecturer's toolkit), nearest, or as-is")
        @Default("as-is")
        Rounding rounding,
    @Meaning("what range the scale of affine and fixed-point covers") @Default("{ type = max }")
        Observer observer) {
  /** Refuses an observer that could choose nothing. */
  public TensorQuantizer {
    boolean none = format instanceof io.espalier.kernels.format.Float32;
    if (!observer.isWhole() && !none && !Observer.suits(format)) {
      throw new IllegalArgumentException(
          "observer must be max for a format whose range is fixed or a block's own: others need"
              + " affine with scale = auto or fixed-point with frac = auto, got "
              + format);
    }
  }

  /** How the details that a format leaves open are set. */
  public enum Rounding {
    /** As the format's own keys say. */
    AS_IS,
    /** As the lecturer's toolkit computes. */
    SOURCE,
    /** Correctly rounded and idempotent. */
    NEAREST
  }

  /** Leaves values as they are. */
  public static TensorQuantizer none() {
    return new TensorQuantizer(
        new io.espalier.kernels.format.Float32(),
        Granularity.TENSOR,
        Rounding.AS_IS,
        new Maximum());
  }

  /** The format with the rounding details applied; data-dependent fields still open. */
  public NumberFormat rounded() {
    return switch (rounding) {
      case AS_IS -> format;
      case SOURCE -> format.withPreset(Preset.SOURCE);
      case NEAREST -> format.withPreset(Preset.NEAREST);
    };
  }

  /** The format with every field fixed, those from data from what the observer makes of them. */
  public NumberFormat fit(Seen seen) {
    return rounded().fit(seen.chosenBy(observer, rounded()));
  }

  /** Whether this changes nothing. */
  public boolean isNone() {
    return format instanceof io.espalier.kernels.format.Float32;
  }
}
