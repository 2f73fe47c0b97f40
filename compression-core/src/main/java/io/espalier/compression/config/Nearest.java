package io.espalier.compression.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that a mistyped one was meant to be. */
public final class Nearest {
  private Nearest() {}

  /** {@code unknown key 'sparsty', did you mean 'sparsity'? Known: criterion, sparsity}. */
  static String unknown(String kind, String word, Collection<String> known) {
    String hint = of(word, known).map(near -> ", did you mean '" + near + "'?").orElse(".");
    String list = known.isEmpty() ? "none" : String.join(", ", known);
    return "unknown " + kind + " '" + word + "'" + hint + " Known: " + list;
  }

  /** The known word with the fewest edits to {@code word}, if they are few for its length. */
  public static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> edits(word, candidate)))
        .filter(near -> edits(word, near) <= Math.max(2, near.length() / 2));
  }

  /** Insertions, deletions, replacements and swaps of neighbours (Damerau 1964). */
  static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
