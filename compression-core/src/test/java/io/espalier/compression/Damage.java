package io.espalier.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What happens to files: bytes change, go missing, double; the end is cut off or grows. */
public final class Damage {
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    3,
    7,
    127,
    128,
    255,
    256,
    1 << 15,
    1 << 16,
    1 << 20,
    1 << 30,
    -1,
    -2,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "=",
          ",",
          ":",
          "\"",
          "\"\"\"",
          "${",
          "${?",
          "}",
          "${base}",
          "${study}",
          "+=",
          "null",
          "auto",
          "1e999",
          "-",
          "NaN",
          "99999999999999999999",
          "\\u",
          "include ",
          "include \"none\"",
          "\n",
          "#",
          "//",
          "true",
          "\0",
          "€",
          ".",
          "type");

  /** Most damage goes to the start, where headers are. */
  private static final int HEADER = 96;

  private Damage() {}

  /** A copy with one fault, or up to four. */
  public static byte[] bytes(byte[] sound, Random random) {
    byte[] file = sound.clone();
    int faults = random.nextBoolean() ? 1 : 1 + random.nextInt(4);
    for (int i = 0; i < faults && file.length > 0; i++) {
      file = fault(file, random);
    }
    return file;
  }

  private static byte[] fault(byte[] file, Random random) {
    int reach = random.nextBoolean() ? file.length : Math.min(file.length, HEADER);
    int at = random.nextInt(reach);
    switch (random.nextInt(10)) {
      case 0:
        return Arrays.copyOf(file, random.nextInt(file.length + 20));
      case 1:
        return Arrays.copyOf(file, at);
      case 2:
        return moved(file, at, Math.min(file.length, at + 1 + random.nextInt(16)));
      case 3:
        return moved(file, at, Math.max(0, at - 1 - random.nextInt(16)));
      case 4, 5:
        file[at] ^= (byte) (1 << random.nextInt(8));
        return file;
      case 6, 7:
        file[at] = (byte) random.nextInt();
        return file;
      default:
        return extreme(file, at, random);
    }
  }

  /** What begins at {@code from} now begins at {@code at}: bytes are lost, or come twice. */
  private static byte[] moved(byte[] file, int at, int from) {
    byte[] moved = new byte[file.length + at - from];
    System.arraycopy(file, 0, moved, 0, at);
    System.arraycopy(file, from, moved, at, file.length - from);
    return moved;
  }

  /** A number of a header becomes one that few expect. */
  private static byte[] extreme(byte[] file, int at, Random random) {
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    int width = 1 << random.nextInt(4);
    if (at + width > file.length) {
      return file;
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(file)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    switch (width) {
      case 1 -> bytes.put(at, (byte) value);
      case 2 -> bytes.putShort(at, (short) value);
      case 4 -> bytes.putInt(at, (int) value);
      default -> bytes.putLong(at, value);
    }
    return file;
  }

  /** A copy of a configuration with one to three faults: letters change, words go or come. */
  public static String text(String sound, Random random) {
    StringBuilder text = new StringBuilder(sound);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      mutate(text, random);
    }
    return text.toString();
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    switch (random.nextInt(5)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
      case 2 -> text.setCharAt(at, (char) random.nextInt(128));
      case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      default -> text.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
    }
  }
}
