package io.espalier.jobs.result;

import io.espalier.compression.measure.EpochMeasure;
import java.util.List;
import java.util.function.Function;

/** The columns of {@code epochs}. */
final class EpochColumns {
  private EpochColumns() {}

  static Table<EpochRow> table() {
    ColumnList<EpochRow> c = new ColumnList<>();
    c.always()
        .text("trial_id", "whose training it is part of", EpochRow::trial)
        .count("round", "which training of the trial, from 0", of(EpochMeasure::round))
        .count("epoch", "from 0; -1: before the training", of(EpochMeasure::epoch))
        .text("phase", "retrain, sparsify or qat", of(EpochMeasure::phase))
        .number("val_loss", "nats", "validation, after the epoch", of(e -> e.validation().loss()))
        .number("val_top1", "fraction", "validation", of(e -> e.validation().top1()))
        .number("val_top5", "fraction", "validation", of(e -> e.validation().top5()))
        .number("sparsity", "fraction", "of weights that are zero", of(EpochMeasure::sparsity))
        .count("weights_nonzero", "not zero", of(EpochMeasure::weightsNonzero))
        .number("epoch_ms", "ms", "training and validation", of(EpochMeasure::millis));
    c.optional()
        .number("train_loss", "nats", "mean over its batches", of(EpochMeasure::trainLoss))
        .number("reg_loss", "nats", "penalty on weights, not in it", of(EpochMeasure::penalty))
        .number("learning_rate", "", "of its last step", of(EpochMeasure::learningRate));
    return new Table<>(
        "epochs",
        "One row a trial × training × epoch; none for trials that do not train.",
        List.of("trial_id", "round", "epoch"),
        c.columns());
  }

  private static Function<EpochRow, Object> of(Function<EpochMeasure, Object> part) {
    return row -> part.apply(row.epoch());
  }
}
