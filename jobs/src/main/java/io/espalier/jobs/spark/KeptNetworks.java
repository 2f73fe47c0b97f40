package io.espalier.jobs.spark;

import io.espalier.compression.config.Keep;
import io.espalier.compression.trial.Plan;
import io.espalier.compression.trial.PlannedPrefix;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Removes the networks that trials shared and that nobody wants to keep. */
public final class KeptNetworks {
  private KeptNetworks() {}

  /**
   * Removes what a plan whose trials are all done need not keep. Networks of other plans stay.
   *
   * @return how many networks were removed
   */
  public static int remove(Keep keep, Plan plan, ResultStore store) {
    if (keep == Keep.ALL) {
      return 0;
    }
    Set<String> wanted = keep == Keep.BEST ? best(plan, store) : Set.of();
    List<String> unwanted =
        plan.prefixes().stream()
            .map(PlannedPrefix::id)
            .filter(id -> !wanted.contains(id) && store.prefixes().has(id))
            .toList();
    unwanted.forEach(store.prefixes()::remove);
    return unwanted.size();
  }

  /** The networks between the baseline and the trial that is best on validation. */
  private static Set<String> best(Plan plan, ResultStore store) {
    Map<String, PlannedTrial> trials =
        plan.trials().stream().collect(Collectors.toMap(t -> t.id().value(), Function.identity()));
    Optional<Row> best =
        store.tables().rows(Columns.TRIALS).stream()
            .filter(row -> trials.containsKey(id(row)) && row.number("post_val_top1").isPresent())
            .max(
                Comparator.comparingDouble((Row row) -> row.number("post_val_top1").orElseThrow())
                    .thenComparing(KeptNetworks::id, Comparator.reverseOrder()));
    Map<String, String> parents =
        plan.prefixes().stream()
            .collect(Collectors.toMap(PlannedPrefix::id, PlannedPrefix::parentId));
    Set<String> chain = new HashSet<>();
    String id = best.map(row -> trials.get(id(row)).startId()).orElse("");
    while (parents.containsKey(id)) {
      chain.add(id);
      id = parents.get(id);
    }
    return chain;
  }

  private static String id(Row row) {
    return row.text("trial_id").orElseThrow();
  }
}
