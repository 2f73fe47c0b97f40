package io.espalier.compression.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Picks layers of a network by name, by glob, or as {@code first} and {@code last}. */
final class LayerNames {
  private LayerNames() {}

  /**
   * The layers that no pattern matches, in order.
   *
   * @throws IllegalArgumentException if a pattern matches no layer, listing the layers
   */
  static List<String> without(List<String> layers, List<String> patterns) {
    List<String> left = new ArrayList<>(layers);
    for (String pattern : patterns) {
      left.removeAll(matching(layers, pattern));
    }
    return left;
  }

  /**
   * The layers a pattern matches: {@code first}, {@code last}, or a name in which {@code *} stands
   * for any characters and {@code ?} for one.
   *
   * @throws IllegalArgumentException if there is none, listing the layers
   */
  static List<String> matching(List<String> layers, String pattern) {
    if (pattern.equals("first")) {
      return layers.subList(0, 1);
    }
    if (pattern.equals("last")) {
      return layers.subList(layers.size() - 1, layers.size());
    }
    Pattern glob = glob(pattern);
    List<String> matches = layers.stream().filter(name -> glob.matcher(name).matches()).toList();
    if (matches.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + pattern + "' matches no layer; there are " + String.join(", ", layers));
    }
    return matches;
  }

  private static Pattern glob(String pattern) {
    return Pattern.compile(
        pattern
            .chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote("" + (char) c))
            .collect(Collectors.joining()));
  }
}
