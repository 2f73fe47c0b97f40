package io.espalier.jobs.result;

import io.espalier.compression.trial.PlannedTrial;
import java.util.List;

/** The columns of the small tables. */
final class OtherColumns {
  private OtherColumns() {}

  static Table<BaselineRow> baselines() {
    ColumnList<BaselineRow> c = new ColumnList<>();
    c.always()
        .text("baseline_id", "16 hex digits of the SHA-256 of its specification", BaselineRow::id)
        .text("spec", "that specification, canonical", BaselineRow::spec)
        .text("baseline_digest", "SHA-256 of the network's file", BaselineRow::digest)
        .text("file", "the network's file below the study's folder", BaselineRow::file)
        .text("model", "the model's type", r -> r.facts().model())
        .text("model_spec", "its canonical text", r -> r.facts().modelSpec())
        .text("dataset", "the data set's type", r -> r.facts().dataset())
        .text("dataset_digest", "of its files' contents", r -> r.facts().datasetDigest())
        .text("split_digest", "of the images of each split", r -> r.facts().splitDigest())
        .count("n_train", "images it was trained on", r -> r.facts().trainImages())
        .count("n_val", "validation images", r -> r.facts().validationImages())
        .count("n_test", "test images", r -> r.facts().testImages())
        .count("num_classes", "it tells apart", r -> r.facts().classes())
        .text("input_shape", "height × width × channels", r -> r.facts().inputShape())
        .count("seed", "of its training", r -> r.facts().seed())
        .count("epochs", "it was trained for", r -> r.facts().epochs())
        .number("val_top1", "fraction", "validation", r -> r.facts().validation().top1())
        .number("val_top5", "fraction", "validation", r -> r.facts().validation().top5())
        .number("test_top1", "fraction", "test", r -> r.facts().test().top1())
        .number("test_top5", "fraction", "test", r -> r.facts().test().top5());
    c.optional()
        .number("val_loss", "nats", "validation", r -> r.facts().validation().loss())
        .number("test_loss", "nats", "test", r -> r.facts().test().loss());
    c.always()
        .count("params_total", "weights, biases, batch norm", r -> r.facts().params())
        .count("macs_dense", "multiply-accumulates of one input", r -> r.facts().macs())
        .whole("model_bits_float", "bits", "32 a value", r -> r.facts().bits())
        .number("train_ms", "ms", "of its training", r -> r.facts().trainMillis())
        .instant("started_at", "when", r -> r.run().startedAt())
        .instant("finished_at", "when", r -> r.run().finishedAt())
        .text("host", "where", r -> r.run().machine().host())
        .text("executor_id", "Spark's", r -> r.run().machine().executorId())
        .text("espalier_version", "of this program", r -> r.study().espalierVersion())
        .text("git_commit", "it was built from", r -> r.study().gitCommit())
        .count("result_version", "raised when bits change", r -> r.study().resultVersion());
    return new Table<>(
        "baselines",
        "One row a trained network that trials start from.",
        List.of("baseline_id"),
        c.columns());
  }

  static Table<AttemptRow> attempts() {
    ColumnList<AttemptRow> c = new ColumnList<>();
    c.always()
        .text("trial_id", "which trial", AttemptRow::trialId)
        .count("attempt", "which start of it, from 1", AttemptRow::attempt)
        .instant("started_at", "when", AttemptRow::startedAt);
    c.optional().instant("ended_at", "null if lost or running", AttemptRow::endedAt);
    c.always()
        .text("outcome", "its status, OPEN (it runs, or is lost) or LOST", AttemptRow::outcome);
    c.optional()
        .text("failure_kind", "why it failed", AttemptRow::failureKind)
        .text("message", "what it said", AttemptRow::message);
    c.always()
        .text("host", "where", AttemptRow::host)
        .text("executor_id", "Spark's", AttemptRow::executorId);
    return new Table<>(
        "attempts", "One row a start of a trial.", List.of("trial_id", "attempt"), c.columns());
  }

  static Table<StudyFacts> studies() {
    ColumnList<StudyFacts> c = new ColumnList<>();
    c.always()
        .text("study", "its name", StudyFacts::study)
        .text("grid_file", "the configuration file", StudyFacts::gridFile)
        .text("grid_text", "its text", StudyFacts::gridText)
        .text("grid_hash", "16 hex digits of the SHA-256 of that text", StudyFacts::gridHash)
        .count("n_points", "trials of the whole grid", StudyFacts::points)
        .instant("created_at", "when this plan was first run", StudyFacts::createdAt)
        .text("espalier_version", "of this program", StudyFacts::espalierVersion)
        .text("git_commit", "it was built from", StudyFacts::gitCommit)
        .count("result_version", "raised when bits change", StudyFacts::resultVersion)
        .text("versions", "of what it is built on", StudyFacts::versions);
    return new Table<>(
        "studies",
        "One row a text of the configuration that was run into this folder.",
        List.of("study", "grid_hash"),
        c.columns());
  }

  static Table<PlannedTrial> grid() {
    ColumnList<PlannedTrial> c = new ColumnList<>();
    c.always()
        .text("trial_id", "its identity", PlannedTrial::id)
        .text("baseline_id", "of the network it starts from", PlannedTrial::baselineId)
        .text("label", "its place in the grid, for people", PlannedTrial::label)
        .text("grid_point_json", "axis name to value, canonical", PlannedTrial::point)
        .text("spec", "its specification, canonical", PlannedTrial::spec);
    return new Table<>(
        "grid",
        "One row a trial of the grid run last, done or not.",
        List.of("trial_id"),
        c.columns());
  }
}
