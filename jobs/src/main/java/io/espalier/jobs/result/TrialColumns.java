package io.espalier.jobs.result;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Latency;
import io.espalier.compression.measure.Size;
import io.espalier.compression.trial.Failure;
import io.espalier.compression.trial.TrialResult.Measured;
import io.espalier.jobs.result.SpecFacts.Pruning;
import io.espalier.jobs.result.SpecFacts.Quantization;
import io.espalier.jobs.result.SpecFacts.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/** The columns of {@code trials}. */
final class TrialColumns {
  /** Raised whenever a column changes its name, type or meaning. */
  static final int SCHEMA_VERSION = 1;

  /** One thread a trial, so that its numbers do not depend on how many run beside it. */
  private static final int THREADS = 1;

  private TrialColumns() {}

  static Table<TrialRow> table() {
    ColumnList<TrialRow> list = new ColumnList<>();
    identity(list);
    data(list);
    pruning(list);
    quantization(list);
    size(list);
    quality(list);
    state(list);
    run(list);
    latency(list);
    return new Table<>(
        "trials", "One row a trial: its last attempt.", List.of("trial_id"), list.columns());
  }

  private static void identity(ColumnList<TrialRow> c) {
    c.always()
        .text("trial_id", "16 hex digits of the SHA-256 of its specification", r -> r.trial().id())
        .text("study", "the study that ran it", r -> r.study().study())
        .text("label", "its place in the grid, for people", r -> r.trial().label())
        .text("grid_point_json", "axis name to value, canonical", r -> r.trial().point())
        .text(
            "config_hash", "equal for trials that differ only in seed", r -> r.spec().configHash())
        .count("seed", "of the trial", r -> r.spec().seed())
        .text("task_kind", "BASELINE, PRUNE, QUANTIZE or PRUNE_QUANTIZE", r -> r.spec().taskKind());
  }

  private static void data(ColumnList<TrialRow> c) {
    c.always()
        .text("dataset", "the data set's type", r -> r.spec().dataset())
        .text("model", "the model's type", r -> r.spec().model())
        .text("baseline_id", "of the network it starts from", r -> r.trial().baselineId());
    c.optional()
        .text("prefix_id", "of its steps up to the last that trains", r -> r.trial().prefixId())
        .number("prefix_train_ms", "ms", SHARED, TrialColumns::prefixTrainMillis);
    c.whenSucceeded()
        .text("baseline_digest", "SHA-256 of that network's file", TrialColumns::baselineDigest)
        .text("dataset_digest", "of its files' contents", r -> r.base(BaselineFacts::datasetDigest))
        .text(
            "split_digest", "of the images of each split", r -> r.base(BaselineFacts::splitDigest))
        .count("n_train", "images to train on", r -> r.base(BaselineFacts::trainImages))
        .count("n_val", "images selection looks at", r -> r.base(BaselineFacts::validationImages))
        .count("n_test", "images reported", r -> r.base(BaselineFacts::testImages))
        .count("num_classes", "classes", r -> r.base(BaselineFacts::classes))
        .text("input_shape", "height × width × channels", r -> r.base(BaselineFacts::inputShape))
        .count("n_calibration", "calibration images", r -> r.measured(Measured::calibrationImages));
    c.optional()
        .text("calibration_digest", "SHA-256 over them", TrialColumns::calibrationDigest)
        .flag("calibration_overlaps_eval", "whether they are evaluated", TrialColumns::overlaps)
        .count(
            "n_calibration_overlap",
            "calibration images that are, pixel by pixel, validation or test images too",
            TrialColumns::overlap);
  }

  private static void pruning(ColumnList<TrialRow> c) {
    c.always().text("method", "the criterion's type, or none", TrialColumns::method);
    c.optional()
        .text(
            "granularity",
            "what is removed: element, channel or kernel",
            r -> r.pruning(Pruning::granularity))
        .count("groups", "a convolution comes in, asked for", r -> r.pruning(Pruning::groups))
        .text("scope", "over what weights are ranked", r -> r.pruning(Pruning::scope))
        .text("schedule", "how sparsity is reached", r -> r.pruning(Pruning::schedule))
        .count("n_rounds", "in how many rounds", r -> r.pruning(Pruning::rounds))
        .number("target_sparsity", "fraction", "asked for", TrialColumns::targetSparsity);
  }

  private static void quantization(ColumnList<TrialRow> c) {
    c.always()
        .text("weight_format", "the type, or float32", r -> type(r.weight(Role::type)))
        .text("activation_format", "the type, or float32", r -> type(r.activation(Role::type)))
        .count("w_bits", "of a weight, shared fields aside", r -> bits(r.weight(Role::bits)))
        .count("a_bits", "of an activation, the same", r -> bits(r.activation(Role::bits)));
    c.optional()
        .text("weight_format_spec", "all its fields", r -> r.weight(Role::format))
        .text("activation_format_spec", "all its fields", r -> r.activation(Role::format))
        .count("exponent_bits", "of a weight", r -> r.weight(Role::exponentBits))
        .count("mantissa_bits", "of a weight", r -> r.weight(Role::mantissaBits))
        .count("block_size", "weights that share a field", r -> r.weight(Role::blockSize))
        .text("block_axis", "along what blocks are cut", r -> r.weight(Role::blockAxis))
        .text("rounding", "the preset", r -> r.quantization(Quantization::preset))
        .text("scale_granularity", "what shares a scale", r -> r.weight(Role::granularity))
        .text("observer", "of activations", r -> r.quantization(Quantization::observer))
        .number("percentile", "%", "not clipped", r -> r.quantization(Quantization::percentile))
        .text("regime", "PTQ or QAT", r -> r.quantization(Quantization::regime))
        .flag("quantized_first_last", "rounded too", r -> r.quantization(Quantization::firstLast))
        .flag("mixed_precision", "formats by layer", r -> r.quantization(Quantization::mixed));
  }

  private static void size(ColumnList<TrialRow> c) {
    c.whenSucceeded()
        .count("weights_total", "of conv and dense layers", r -> r.size(Size::weightsTotal))
        .count("weights_nonzero", "not zero", r -> r.size(Size::weightsNonzero))
        .count("params_total", "with biases and batch norm", r -> r.size(Size::paramsTotal))
        .count("params_nonzero", "less the weights at zero", r -> r.size(Size::paramsNonzero))
        .count(
            "params_remaining", "after cutting structure out", r -> r.size(Size::paramsRemaining))
        .number("sparsity", "fraction", "of weights, zero or cut out", r -> r.size(Size::sparsity))
        .number("density", "fraction", "1 − sparsity", r -> r.size(s -> 1 - s.sparsity()))
        .number("compression_ratio", "×", "total / nonzero", r -> r.size(Size::compressionRatio))
        .number("structural_compression_ratio", "×", "total / remaining", STRUCTURAL)
        .whole("model_bits_float", "bits", "32 a value", r -> r.size(Size::bitsFloat))
        .whole("model_bits_dense", "bits", "zeros stored", r -> r.size(Size::bitsDense))
        .whole("model_bits_compressed", "bits", BITS_COMPRESSED, r -> r.size(Size::bitsCompressed))
        .number("bit_compression_ratio", "×", BIT_RATIO, r -> r.size(Size::bitCompressionRatio))
        .number("avg_weight_bits", "bits", "shared in", r -> r.size(Size::averageWeightBits))
        .number("avg_activation_bits", "bits", "same", r -> r.size(Size::averageActivationBits))
        .count("macs_dense", "multiply-accumulates of one input", r -> r.size(Size::macsDense))
        .count("macs_remaining", "after cutting structure out", r -> r.size(Size::macsRemaining))
        .count("macs_effective", "whose weight is not zero", r -> r.size(Size::macsEffective))
        .count("macs_both", "whose input is not zero either", r -> r.size(Size::macsBoth))
        .number("theoretical_speedup", "×", SPEEDUP, r -> r.size(Size::theoreticalSpeedup))
        .count("bit_ops", "Σ macs_effective · w_bits · a_bits", r -> r.size(Size::bitOps));
  }

  private static final Function<TrialRow, Object> STRUCTURAL =
      r -> r.size(Size::structuralCompressionRatio);

  private static final String BITS_COMPRESSED =
      "each layer as the least of dense, mask and values, index and values";
  private static final String BIT_RATIO = "model_bits_float / model_bits_compressed";
  private static final String SPEEDUP = "macs_dense / macs_effective";

  private static void quality(ColumnList<TrialRow> c) {
    c.whenSucceeded()
        .number("baseline_val_top1", "fraction", "baseline", r -> baseVal(r).map(Accuracy::top1))
        .number("baseline_top1", "fraction", "its test", r -> baseTest(r).map(Accuracy::top1))
        .number("baseline_top5", "fraction", "its test", r -> baseTest(r).map(Accuracy::top5))
        .number("baseline_loss", "nats", "its test", r -> baseTest(r).map(Accuracy::loss))
        .number("post_val_top1", "fraction", SELECT, r -> validation(r).map(Accuracy::top1))
        .number("post_val_top5", "fraction", "validation", r -> validation(r).map(Accuracy::top5))
        .number("post_top1", "fraction", "test", r -> test(r).map(Accuracy::top1))
        .number("post_top5", "fraction", "test", r -> test(r).map(Accuracy::top5));
    c.optional()
        .number("post_val_loss", "nats", FINITE, r -> validation(r).map(Accuracy::loss))
        .number("post_loss", "nats", FINITE, r -> test(r).map(Accuracy::loss));
    c.whenSucceeded()
        .number("delta_top1_points", "points", "test − baseline's", TrialColumns::testDelta)
        .number("delta_val_top1_points", "points", "the same", TrialColumns::validationDelta)
        .number("fraction_of_baseline", "×", "test / baseline's", TrialColumns::fraction);
  }

  private static final String SELECT = "validation: what selection looks at";
  private static final String SHARED = "of training shared with all trials of its prefix";
  private static final String FINITE = "null where it is not finite";

  private static void state(ColumnList<TrialRow> c) {
    c.always().text("status", "SUCCEEDED, FAILED, TIMED_OUT, CANCELLED", r -> r.result().state());
    c.optional()
        .text("failure_kind", "null exactly when it succeeded", r -> r.failure(Failure::kind))
        .text("failure_phase", "what it was doing", r -> r.failure(Failure::phase))
        .text("failure_message", "in a sentence", r -> r.failure(Failure::message))
        .text("failure_class", "of the exception", r -> r.failure(Failure::failureClass))
        .text("failure_stack", "the stack trace", r -> r.failure(Failure::stack))
        .text("failure_stack_hash", "equal for equal traces", TrialColumns::stackHash);
    c.always().count("attempts", "starts so far, this one included", r -> r.run().attempt());
  }

  private static void run(ColumnList<TrialRow> c) {
    c.always()
        .instant("started_at", "this attempt", r -> r.run().startedAt())
        .instant("finished_at", "this attempt", r -> r.run().finishedAt())
        .count(
            "resurrected",
            "times a weight came back that an iteration of a criterion had pruned",
            r -> r.result().history().resurrected())
        .count(
            "channels_removed",
            "cut out, those that go together counted once",
            r -> r.result().history().cuts().removed())
        .optional()
        .text(
            "channels_spared",
            "layers and how many channels of each stayed only because a minimum has to",
            TrialColumns::spared)
        .always()
        .number("train_ms", "ms", "of training", r -> r.result().timing().trainMillis())
        .number("eval_ms", "ms", "of evaluation", r -> r.result().timing().evalMillis())
        .number("total_ms", "ms", "of this trial itself", r -> r.result().timing().totalMillis())
        .text("host", "where", r -> r.run().machine().host())
        .text("executor_id", "Spark's", r -> r.run().machine().executorId())
        .text("spark_app_id", "Spark's", r -> r.run().machine().sparkAppId())
        .count("threads", "it ran on", r -> THREADS)
        .text("cpu_model", "of that host", r -> r.run().machine().cpuModel())
        .text("os", "of that host", r -> r.run().machine().os())
        .text("jvm_version", "that ran it", r -> r.run().machine().jvmVersion())
        .count("vector_bits", "of a vector, 0: plain Java", r -> r.run().machine().vectorBits())
        .text("versions", "of what it is built on", r -> r.study().versions())
        .text("espalier_version", "of this program", r -> r.study().espalierVersion())
        .text("git_commit", "it was built from", r -> r.study().gitCommit())
        .count("result_version", "raised when bits change", r -> r.study().resultVersion())
        .count("schema_version", "of these tables", r -> SCHEMA_VERSION);
    c.whenSucceeded()
        .text("result_digest", "SHA-256 over every bit", r -> r.measured(Measured::resultDigest));
  }

  private static void latency(ColumnList<TrialRow> c) {
    c.optional()
        .number(
            "latency_ms_median", "ms", "of one image", r -> r.latency(l -> l.network().median()))
        .number("latency_ms_p10", "ms", "a tenth is faster", r -> r.latency(l -> l.network().p10()))
        .number("latency_ms_p90", "ms", "a tenth is slower", r -> r.latency(l -> l.network().p90()))
        .number(
            "baseline_latency_ms_median",
            "ms",
            "of the whole network with no weight at zero, in turns with it",
            r -> r.latency(l -> l.baseline().median()))
        .number(
            "baseline_latency_ms_p10", "ms", "likewise", r -> r.latency(l -> l.baseline().p10()))
        .number(
            "baseline_latency_ms_p90", "ms", "likewise", r -> r.latency(l -> l.baseline().p90()))
        .number(
            "measured_speedup",
            "×",
            "baseline_latency_ms_median / latency_ms_median",
            r -> r.latency(Latency::speedup))
        .count("latency_repeats", "runs of each that count", r -> r.latency(l -> Latency.REPEATS))
        .count("latency_batch", "images a run", r -> r.latency(l -> Latency.BATCH));
  }

  private static Object baselineDigest(TrialRow r) {
    return r.baseline().map(TrialRow.BaselineUse::digest);
  }

  private static Object prefixTrainMillis(TrialRow r) {
    return r.trial().prefixId().map(id -> r.result().timing().prefixTrainMillis());
  }

  private static Object calibrationDigest(TrialRow r) {
    return r.result().measured().map(Measured::calibrationDigest).filter(d -> !d.isEmpty());
  }

  private static Object spared(TrialRow r) {
    var spared = r.result().history().cuts().spared();
    return spared.isEmpty() ? Optional.empty() : spared.toString();
  }

  /** Calibration images are training images; a data set may hold the same image twice. */
  private static Object overlaps(TrialRow r) {
    return r.result()
        .measured()
        .filter(m -> m.calibrationImages() > 0)
        .map(m -> m.calibrationOverlap() > 0);
  }

  private static Object overlap(TrialRow r) {
    return r.result()
        .measured()
        .filter(m -> m.calibrationImages() > 0)
        .map(Measured::calibrationOverlap);
  }

  private static Object method(TrialRow r) {
    return r.pruning(Pruning::method).orElse("none");
  }

  private static Object targetSparsity(TrialRow r) {
    return r.spec()
        .pruning()
        .map(p -> p.targetSparsity().stream().boxed().findFirst().orElse(null));
  }

  private static Object type(Optional<Object> type) {
    return type.orElse("float32");
  }

  private static Object bits(Optional<Object> bits) {
    return bits.orElse(Float.SIZE);
  }

  private static Object stackHash(TrialRow r) {
    return r.result().failure().map(Failure::stack).filter(s -> !s.isEmpty()).map(Sha256::shortHex);
  }

  private static Optional<Accuracy> baseVal(TrialRow r) {
    return r.baseline().map(b -> b.facts().validation());
  }

  private static Optional<Accuracy> baseTest(TrialRow r) {
    return r.baseline().map(b -> b.facts().test());
  }

  private static Optional<Accuracy> validation(TrialRow r) {
    return r.result().measured().map(Measured::validation);
  }

  private static Optional<Accuracy> test(TrialRow r) {
    return r.result().measured().map(Measured::test);
  }

  private static Object testDelta(TrialRow r) {
    return both(test(r), baseTest(r), (now, then) -> 100 * (now - then));
  }

  private static Object validationDelta(TrialRow r) {
    return both(validation(r), baseVal(r), (now, then) -> 100 * (now - then));
  }

  private static Object fraction(TrialRow r) {
    return both(test(r), baseTest(r), (now, then) -> now / then);
  }

  private static Object both(
      Optional<Accuracy> now, Optional<Accuracy> then, ToDoubleBiFunction<Double, Double> of) {
    if (now.isEmpty() || then.isEmpty()) {
      return null;
    }
    return of.applyAsDouble(now.get().top1(), then.get().top1());
  }
}
