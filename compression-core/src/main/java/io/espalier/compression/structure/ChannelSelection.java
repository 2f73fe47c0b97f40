package io.espalier.compression.structure;

import io.espalier.compression.prune.Scope;
import io.espalier.compression.structure.ChannelGroups.Group;
import io.espalier.compression.structure.ChannelGroups.Member;
import io.espalier.compression.structure.ChannelGroups.Unit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels with the lowest scores, of equal ones the first; a minimum of each layer stays.
 * Mutable while it selects.
 */
public final class ChannelSelection {
  private final int minimum;
  private final Map<String, Integer> left = new HashMap<>();
  private final Map<String, Integer> spared = new LinkedHashMap<>();
  private final BitSet removed = new BitSet();

  private ChannelSelection(int minimum) {
    this.minimum = minimum;
  }

  /**
   * What goes.
   *
   * @param removed numbers of units
   * @param spared by layer, how many units the minimum alone kept; layers it did not concern are
   *     missing
   */
  public record Selected(BitSet removed, Map<String, Integer> spared) {}

  /**
   * Some groups with the score of each unit and the fraction of its units that goes.
   *
   * @param scores of each unit, finite
   * @param rate in [0, 1); with scope global the same for all
   */
  public record Candidates(Group group, double[] scores, double rate) {}

  private record Ranked(Unit unit, double score) {}

  /**
   * Selects; half a unit is rounded up.
   *
   * @param scope whether each group loses its rate, or all together the first one's
   * @param minimum channels that stay in each layer, at least 1
   */
  public static Selected of(List<Candidates> all, Scope scope, int minimum) {
    ChannelSelection selection = new ChannelSelection(minimum);
    List<Ranked> together = new ArrayList<>();
    for (Candidates candidates : all) {
      List<Ranked> ranked = selection.ranked(candidates);
      together.addAll(ranked);
      if (scope == Scope.LAYER) {
        selection.remove(ranked, candidates.rate());
      }
    }
    if (scope == Scope.GLOBAL && !all.isEmpty()) {
      selection.remove(together, all.get(0).rate());
    }
    return new Selected(selection.removed, selection.spared);
  }

  private List<Ranked> ranked(Candidates candidates) {
    List<Ranked> ranked = new ArrayList<>();
    List<Unit> units = candidates.group().units();
    for (int i = 0; i < units.size(); i++) {
      ranked.add(new Ranked(units.get(i), candidates.scores()[i]));
      units.get(i).members().forEach(member -> left.merge(member.layer(), 1, Integer::sum));
    }
    return ranked;
  }

  private void remove(List<Ranked> ranked, double rate) {
    List<Ranked> order = new ArrayList<>(ranked);
    order.sort(Comparator.comparingDouble(Ranked::score));
    order.subList(0, (int) Math.round(rate * order.size())).forEach(each -> remove(each.unit()));
  }

  private void remove(Unit unit) {
    Map<String, Integer> after = new LinkedHashMap<>();
    for (Member member : unit.members()) {
      after.merge(member.layer(), 1, Integer::sum);
    }
    after.replaceAll((layer, going) -> left.get(layer) - going);
    List<String> tooFew =
        after.keySet().stream().filter(layer -> after.get(layer) < minimum).toList();
    if (tooFew.isEmpty()) {
      left.putAll(after);
      removed.set(unit.number());
    } else {
      tooFew.forEach(layer -> spared.merge(layer, 1, Integer::sum));
    }
  }
}
