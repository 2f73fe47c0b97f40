package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.compression.prune.Scope;
import io.espalier.compression.prune.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From which sparsity to which a pruning goes.
 *
 * @param names the layers that are pruned
 * @param scope over what weights are ranked
 * @param starts the sparsity that is there: one a layer, or one for all with scope global
 * @param ends the sparsity to reach, likewise
 */
record Rates(List<String> names, Scope scope, List<Double> starts, List<Double> ends) {
  Rates {
    names = List.copyOf(names);
    starts = List.copyOf(starts);
    ends = List.copyOf(ends);
  }

  static Rates of(Prune step, Network network, List<String> names) {
    Rates rates =
        step.scope() == Scope.GLOBAL ? global(step, network, names) : layers(step, network, names);
    rates.check(network);
    return rates;
  }

  private static Rates global(Prune step, Network network, List<String> names) {
    long all = 0;
    long pruned = 0;
    for (String name : names) {
      Mask mask = network.mask(name);
      all += mask.length();
      pruned += mask.length() - mask.keptCount();
    }
    double start = all == 0 ? 0 : (double) pruned / all;
    return new Rates(names, Scope.GLOBAL, List.of(start), List.of(step.sparsity()));
  }

  private static Rates layers(Prune step, Network network, List<String> names) {
    Map<String, Double> ends = new LinkedHashMap<>();
    names.forEach(name -> ends.put(name, step.sparsity()));
    ends.putAll(LayerRates.own(step.layers(), names));
    List<Double> starts = new ArrayList<>();
    for (String name : names) {
      Mask mask = network.mask(name);
      starts.add(1 - (double) mask.keptCount() / mask.length());
    }
    return new Rates(names, Scope.LAYER, starts, new ArrayList<>(ends.values()));
  }

  private void check(Network network) {
    if (scope == Scope.GLOBAL) {
      long all = names.stream().mapToLong(name -> network.mask(name).length()).sum();
      check("the network", all, Collections.max(starts), ends.get(0));
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      check("layer '" + names.get(i) + "'", network.mask(names.get(i)).length(), i);
    }
  }

  private void check(String what, long weights, int i) {
    check(what, weights, starts.get(i), ends.get(i));
  }

  private static void check(String what, long weights, double start, double end) {
    if (Selection.prunedCount(weights, end) < Selection.prunedCount(weights, start)) {
      throw new IllegalArgumentException(
          what + " is pruned to a sparsity of " + start + " already, asked for " + end);
    }
  }

  /** The sparsity of a round, from where it starts and ends. */
  interface Course {
    double sparsity(double start, double end, int round);
  }

  /** The same layers with the rates of one round to end at. */
  Rates map(Course course, int round) {
    List<Double> now = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      now.add(course.sparsity(starts.get(i), ends.get(i), round));
    }
    return new Rates(names, scope, starts, now);
  }
}
