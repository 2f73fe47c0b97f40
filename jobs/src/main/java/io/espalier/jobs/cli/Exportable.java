package io.espalier.jobs.cli;

import io.espalier.compression.config.Nearest;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.trial.PlannedTrial;
import io.espalier.compression.trial.TrialId;
import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.result.StoredBaseline;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a results folder has of a network.
 *
 * @param baseline the trained network, or the one the trial started from
 * @param trial empty for a baseline
 * @param measured the trial's row
 */
record Exportable(StoredBaseline baseline, Optional<PlannedTrial> trial, Optional<Row> measured) {

  /** A network to take steps from. */
  record Start(String id, byte[] network) {}

  /**
   * What has that id, or begins with it.
   *
   * @throws UserError if nothing has, several have, or a trial has no network
   */
  static Exportable find(ResultStore store, String id) {
    List<Row> trials = store.tables().rows(Columns.GRID);
    List<String> baselines =
        store.tables().rows(Columns.BASELINES).stream()
            .map(row -> row.text("baseline_id").orElseThrow())
            .toList();
    List<String> known =
        Stream.concat(trials.stream().map(Exportable::trialId), baselines.stream()).toList();
    List<String> matching = known.stream().filter(each -> each.startsWith(id)).toList();
    if (matching.size() > 1) {
      throw new UserError(id + " begins several: " + String.join(", ", matching));
    }
    if (matching.isEmpty()) {
      throw new UserError(unknown(store, id, known));
    }
    String found = matching.get(0);
    return baselines.contains(found)
        ? new Exportable(baseline(store, found), Optional.empty(), Optional.empty())
        : trial(store, row(trials, found));
  }

  private static String unknown(ResultStore store, String id, List<String> known) {
    if (store.trial(id).isPresent()) {
      return "trial "
          + id
          + " is of an earlier grid in this folder: run or plan that configuration into it again,"
          + " so that its steps are known";
    }
    String near = Nearest.of(id, known).map(each -> ", did you mean " + each + "?").orElse("");
    return "no trial or baseline "
        + id
        + " in "
        + store.location()
        + near
        + (near.isEmpty() ? ": 'sql' lists them (SELECT trial_id, label FROM trials)" : "");
  }

  private static String trialId(Row row) {
    return row.text("trial_id").orElseThrow();
  }

  private static Row row(List<Row> trials, String id) {
    return trials.stream().filter(row -> trialId(row).equals(id)).findFirst().orElseThrow();
  }

  private static StoredBaseline baseline(ResultStore store, String id) {
    return store
        .baselines()
        .find(id)
        .orElseThrow(() -> new UserError("the network of baseline " + id + " is gone"));
  }

  private static Exportable trial(ResultStore store, Row planned) {
    String id = trialId(planned);
    Row row =
        store
            .trial(id)
            .orElseThrow(() -> new UserError("trial " + id + " has not ended yet"))
            .row();
    row.text("failure_message")
        .ifPresent(
            message -> {
              throw new UserError("trial " + id + " has no network: it failed, " + message);
            });
    PlannedTrial trial =
        new PlannedTrial(
            new TrialId(id),
            planned.text("baseline_id").orElseThrow(),
            row.text("prefix_id"),
            planned.text("spec").orElseThrow(),
            planned.text("grid_point_json").orElseThrow(),
            planned.text("label").orElseThrow());
    return new Exportable(
        baseline(store, trial.baselineId()), Optional.of(trial), Optional.of(row));
  }

  /** The network that the trial's task started from; empty if it was not kept. */
  Optional<Start> kept(ResultStore store) {
    Optional<String> prefix = trial.orElseThrow().prefixId();
    return prefix.isEmpty()
        ? Optional.of(fromBaseline())
        : store.prefixes().find(prefix.get()).map(network -> new Start(prefix.get(), network));
  }

  /** The network from which every step of the trial is taken again. */
  Start fromBaseline() {
    return new Start(baseline.id(), baseline.network());
  }

  /** Why there is no network to start from. */
  UserError notKept(ResultStore store) {
    return new UserError(
        "the network of trial "
            + trial.orElseThrow().id()
            + " after its training is not kept in "
            + store.location()
            + ": its grid was run with keep = none or keep = best, or 'clean' removed it;"
            + " --again trains it again from the baseline, to the same bits");
  }

  /**
   * The network, if it is the one that was measured.
   *
   * @throws UserError if it has another size
   */
  Network checked(Network network) {
    Row row = measured.orElseThrow();
    List<String> differ = new ArrayList<>();
    compare("macs_remaining", network.graph().macs(), row, differ);
    compare("weights_nonzero", nonzero(network), row, differ);
    if (!differ.isEmpty()) {
      throw new UserError(
          "the steps of trial "
              + trial.orElseThrow().id()
              + " give another network now than when it was measured ("
              + String.join(", ", differ)
              + "): run it again with this version on this kind of machine");
    }
    return network;
  }

  private static void compare(String column, long now, Row row, List<String> differ) {
    long then = row.whole(column).orElse(now);
    if (then != now) {
      differ.add(column + " was " + then + ", is " + now);
    }
  }

  private static long nonzero(Network network) {
    long count = 0;
    for (Slot slot : network.parameters().slots()) {
      if (slot.role() == Role.WEIGHT) {
        for (float weight : network.parameters().get(slot)) {
          count += weight != 0 ? 1 : 0;
        }
      }
    }
    return count;
  }
}
