package io.espalier.jobs.result;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a pack of commits has, a line each: id, offset and length in bytes, and the first digits of
 * the SHA-256 of these, so that a damaged line costs its own commit only.
 *
 * @param pieces the commits of valid lines
 * @param damaged the other lines, from 1
 */
record PackIndex(List<Piece> pieces, List<Integer> damaged) {
  private static final Pattern LINE =
      Pattern.compile(
          "(?<what>(?<id>[0-9a-f]{16}) (?<offset>\\d{1,18}) (?<length>\\d{1,9})) (?<digest>[0-9a-f]{16})");

  /**
   * A commit in a pack.
   *
   * @param pack its name
   * @param id of the trial
   * @param offset of its first byte
   * @param length in bytes
   */
  record Piece(String pack, String id, long offset, int length) {
    long end() {
      return offset + length;
    }

    private String line() {
      String what = id + " " + offset + " " + length;
      return what + " " + Sha256.shortHex(what) + "\n";
    }
  }

  static byte[] text(List<Piece> pieces) {
    return pieces.stream()
        .map(Piece::line)
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }

  static PackIndex parse(String pack, byte[] text) {
    List<Piece> pieces = new ArrayList<>();
    List<Integer> damaged = new ArrayList<>();
    String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n");
    for (int i = 0; i < lines.length; i++) {
      Optional<Piece> piece = piece(pack, lines[i]);
      piece.ifPresent(pieces::add);
      if (piece.isEmpty() && !(lines.length == 1 && lines[i].isEmpty())) {
        damaged.add(i + 1);
      }
    }
    return new PackIndex(List.copyOf(pieces), List.copyOf(damaged));
  }

  private static Optional<Piece> piece(String pack, String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches() || !Sha256.shortHex(parts.group("what")).equals(parts.group("digest"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Piece(
            pack,
            parts.group("id"),
            Long.parseLong(parts.group("offset")),
            Integer.parseInt(parts.group("length"))));
  }
}
