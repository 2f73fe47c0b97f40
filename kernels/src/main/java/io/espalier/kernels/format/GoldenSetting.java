package io.espalier.kernels.format;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The format and the keys of one case in a file of golden vectors. Mutable: notes what was asked.
 */
final class GoldenSetting {
  private final String format;
  private final Map<String, String> keys;
  private final Set<String> used = new HashSet<>();

  private GoldenSetting(String format, Map<String, String> keys) {
    this.format = format;
    this.keys = keys;
  }

  static GoldenSetting of(String format, List<String> tokens) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String token : tokens) {
      int equals = token.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("expected key=value, got " + token);
      }
      if (keys.put(token.substring(0, equals), token.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("key given twice: " + token);
      }
    }
    return new GoldenSetting(format, keys);
  }

  /** The runs that share fields: blocks, the indices of an axis, or everything. */
  Tiles tiles(int[] shape) {
    if (keys.containsKey("block")) {
      return Tiles.of(shape, integers(text("block")));
    }
    String axis = keys.containsKey("axis") ? text("axis") : "none";
    return axis.equals("none") ? Tiles.whole(shape) : Tiles.along(integer("axis"), shape);
  }

  /** The uniforms' tensor of a stochastic case. */
  Optional<String> uniforms() {
    return format.equals("binary_stochastic") ? Optional.of(text("u")) : Optional.empty();
  }

  NumberFormat format(Tiles tiles) {
    return switch (format) {
      case "fixed" ->
          new FixedPoint(integer("width"), OptionalInt.of(integer("frac")), flag("signed"));
      case "affine" ->
          new AffineInteger(
              integer("width"), flag("symmetric"), OptionalDouble.empty(), OptionalInt.empty());
      case "minifloat" -> new MiniFloat(integer("E"), integer("M"), bias(), flag("carry"));
      case "dmf" -> new DenormMiniFloat(integer("E"), integer("M"), bias(), flag("carry"));
      case "log" -> new LogNumber(integer("width"), bias(), flag("zero"));
      case "half" -> unsaturated(new Half());
      case "bf16" -> unsaturated(new Bfloat16());
      case "ocp" -> new OcpFloat(element(), flag("saturate"));
      case "binary" -> new Binary(levels(), flag("scaled"), OptionalDouble.empty());
      case "binary_stochastic" -> Binary.of(levels());
      case "ternary" ->
          new Ternary(
              choice(Ternary.Threshold.class, "rule"),
              number("r"),
              flag("scaled"),
              OptionalDouble.empty(),
              OptionalDouble.empty());
      default -> blockFormat(tiles.volume());
    };
  }

  private NumberFormat blockFormat(int size) {
    return switch (format) {
      case "bfp" ->
          new BlockFloat(
              integer("E"), bias(), integer("M"), size, choice(BlockFloat.Rule.class, "rule"));
      case "bm" ->
          new BlockMiniFloat(
              integer("E"),
              integer("M"),
              integer("B"),
              size,
              choice(BlockMiniFloat.Rule.class, "rule"),
              flag("carry"));
      case "bl" -> new BlockLog(integer("width"), integer("B"), size, flag("zero"));
      case "mxfp" -> new MxFloat(element(), size);
      case "mxint" -> new MxInt(integer("width"), size);
      default ->
          throw new IllegalArgumentException(
              "unknown format "
                  + format
                  + "; there are fixed, affine, minifloat, dmf, log, bfp, bm,"
                  + " bl, ocp, mxfp, mxint, half, bf16, binary, binary_stochastic, ternary");
    };
  }

  private NumberFormat unsaturated(NumberFormat f) {
    if (flag("sat")) {
      throw new IllegalArgumentException(format + " overflows to infinity: sat must be 0");
    }
    return f;
  }

  /** Complains about a key that no part of the case has asked for. */
  void expectAllUsed() {
    for (String key : keys.keySet()) {
      if (!used.contains(key)) {
        throw new IllegalArgumentException("unknown key " + key + " of " + format);
      }
    }
  }

  String text(String key) {
    used.add(key);
    String value = keys.get(key);
    if (value == null) {
      throw new IllegalArgumentException(format + " needs the key " + key);
    }
    return value;
  }

  private int integer(String key) {
    String value = text(key);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " must be a whole number, got " + value, e);
    }
  }

  private double number(String key) {
    String value = text(key);
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " must be a number, got " + value, e);
    }
  }

  private boolean flag(String key) {
    return switch (text(key)) {
      case "0" -> false;
      case "1" -> true;
      default -> throw new IllegalArgumentException(key + " must be 0 or 1, got " + text(key));
    };
  }

  private <E extends Enum<E>> E choice(Class<E> type, String key) {
    String value = text(key);
    try {
      return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " must be one of " + List.of(type.getEnumConstants()) + ", got " + value, e);
    }
  }

  private ExponentBias bias() {
    return ExponentBias.of(integer("bias"));
  }

  private OcpElement element() {
    return choice(OcpElement.class, "type");
  }

  private Binary.Levels levels() {
    return choice(Binary.Levels.class, "kind");
  }

  static int[] integers(String list) {
    String[] parts = list.split(",");
    int[] values = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        values[i] = Integer.parseInt(parts[i]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not a list of whole numbers: " + list, e);
      }
    }
    return values;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(format);
    keys.forEach((k, v) -> text.append(' ').append(k).append('=').append(v));
    return text.toString();
  }
}
