package io.espalier.compression.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a NumPy file says about its data: a Python dictionary of three keys as text.
 *
 * @param length bytes before the data
 * @param kind f, i or u: real, whole, whole and not below 0
 * @param elementBytes bytes of one value
 */
record NpyHeader(int length, char kind, int elementBytes, ByteOrder order, List<Integer> shape) {
  /**
   * Which element types a reader takes.
   *
   * @param pattern of NumPy's names, such as {@code <f4}
   * @param expected which these are
   * @param advice how to get them
   */
  record Elements(Pattern pattern, String expected, String advice) {
    static final Elements REAL =
        new Elements(
            Pattern.compile("[<>=]f[48]"),
            "float32 or float64",
            "save x.astype('float32') instead");
    static final Elements BYTES =
        new Elements(
            Pattern.compile("[|<>=]u1"),
            "uint8, 0 to 255",
            "save numpy.rint(x * 255).astype('uint8') of fractions instead");
    static final Elements WHOLE =
        new Elements(
            Pattern.compile("\\|[iu]1|[<>=][iu][1248]"),
            "whole numbers",
            "save y.astype('int64') instead");
  }

  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|[^',}])");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  /** Reads the header of a file, versions 1.0 to 3.0. */
  static NpyHeader parse(String name, byte[] file, Elements elements) {
    if (!Npy.hasMagic(file)) {
      throw new DataException(name + ": not a NumPy file: its first bytes are not \\x93NUMPY");
    }
    if (file.length < 12) {
      throw new DataException(name + ": expected at least 12 bytes, found " + file.length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int version = file[6];
    if (version < 1 || version > 3) {
      throw new DataException(name + ": expected NumPy file version 1 to 3, found " + version);
    }
    int start = version == 1 ? 10 : 12;
    long length =
        start + (version == 1 ? bytes.getShort(8) & 0xffff : bytes.getInt(8) & 0xffffffffL);
    if (length > file.length) {
      throw new DataException(
          name + ": expected at least " + length + " bytes, found " + file.length);
    }
    String text = new String(file, start, (int) length - start, StandardCharsets.UTF_8);
    return of(name, text, (int) length, elements);
  }

  private static NpyHeader of(String name, String text, int length, Elements elements) {
    if (found(name, text, ORDER, "fortran_order").equals("True")) {
      throw new DataException(
          name + ": column-major order; save numpy.ascontiguousarray(x) instead");
    }
    String type = found(name, text, DESCR, "descr");
    if (!elements.pattern().matcher(type).matches()) {
      throw new DataException(
          name
              + ": expected elements "
              + elements.expected()
              + ", found "
              + type
              + "; "
              + elements.advice());
    }
    ByteOrder order = type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    List<Integer> shape = shape(name, found(name, text, SHAPE, "shape"));
    return new NpyHeader(length, type.charAt(1), type.charAt(2) - '0', order, shape);
  }

  private static String found(String name, String text, Pattern pattern, String key) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new DataException(name + ": its header has no readable '" + key + "'");
    }
    return matcher.group(1) == null ? "a structure" : matcher.group(1);
  }

  private static List<Integer> shape(String name, String tuple) {
    List<Integer> shape = new ArrayList<>();
    for (String extent : tuple.split(",")) {
      if (!extent.isBlank()) {
        shape.add(extent(name, extent.strip()));
      }
    }
    return shape;
  }

  private static int extent(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new DataException(name + ": extent " + text + " is not below 2^31", e);
    }
  }
}
