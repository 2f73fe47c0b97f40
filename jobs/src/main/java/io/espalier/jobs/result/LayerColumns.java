package io.espalier.jobs.result;

import io.espalier.compression.measure.LayerMeasure;
import io.espalier.compression.measure.LayerMeasure.StoredAs;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The columns of {@code layers}; within a trial's own file the same without the trial. */
final class LayerColumns {
  private LayerColumns() {}

  static Table<LayerRow> table() {
    ColumnList<LayerRow> list = new ColumnList<>();
    shape(list);
    kept(list);
    stored(list);
    return new Table<>(
        "layers",
        "One row a trial that succeeded × convolution or dense layer.",
        List.of("trial_id", "layer_index"),
        list.columns());
  }

  private static void shape(ColumnList<LayerRow> c) {
    c.always()
        .text("trial_id", "whose layer it is", LayerRow::trial)
        .count("layer_index", "from 0, convolutions and dense layers", of(LayerMeasure::index))
        .text("layer_name", "the node's name", of(LayerMeasure::name))
        .text("layer_type", "convolution or dense", of(LayerMeasure::type))
        .text("weight_shape", "[out, height, width, in / groups] or [out, in]", of(SHAPE))
        .count("c_in", "input channels or features", of(LayerMeasure::inputs))
        .count("c_out", "output channels or features", of(LayerMeasure::outputs))
        .text("kernel", "height × width", of(LayerMeasure::kernel))
        .count("stride", "of the kernel", of(LayerMeasure::stride))
        .count("groups_before", "of the convolution, else 1", of(l -> l.kernels().groupsBefore()))
        .count("groups_after", "after cutting structure out", of(l -> l.kernels().groups()))
        .count("kernels_total", "inputs × outputs that meet", of(l -> l.kernels().before()))
        .count(
            "kernels_remaining", "after cutting structure out", of(l -> l.kernels().remaining()));
  }

  private static void kept(ColumnList<LayerRow> c) {
    c.always()
        .count("weights_total", "number of weights", of(LayerMeasure::weights))
        .count("weights_nonzero", "not zero", of(LayerMeasure::weightsNonzero))
        .number("sparsity", "fraction", "of them that are zero", of(LayerMeasure::sparsity))
        .count("macs_dense", "multiply-accumulates of one input", of(LayerMeasure::macsDense))
        .count("macs_effective", "whose weight is not zero", of(LayerMeasure::macsEffective))
        .flag("collapsed", "whether every weight is zero", of(LayerMeasure::collapsed))
        .text("mask_digest", "SHA-256 over the kept positions", of(LayerMeasure::maskDigest));
    c.always()
        .number(
            "activation_zero_fraction",
            "fraction",
            "of its input that is zero, over the test images, padding aside",
            of(layer -> layer.zeroInputs().fraction()))
        .count(
            "macs_both",
            "of one test image, whose weight and input are not zero: the mean, rounded",
            of(layer -> layer.zeroInputs().macsBoth()));
    c.optional()
        .number(
            "activation_threshold",
            "",
            "smaller inputs were set to zero",
            of(layer -> layer.zeroInputs().threshold()))
        .number("threshold", "", "least kept magnitude, unrounded", of(LayerMeasure::threshold));
  }

  private static void stored(ColumnList<LayerRow> c) {
    c.always()
        .text("weight_format", "the type", weight(StoredAs::type))
        .text("weight_format_spec", "with every field fixed", weight(StoredAs::format))
        .count("w_bits", "of a weight, shared fields aside", weight(StoredAs::bits))
        .count("block_size", "weights that share a field; 0: all of a run", weight(BLOCK))
        .text("activation_format", "of the layer's input", activation(StoredAs::type))
        .text("activation_format_spec", "with every field fixed", activation(StoredAs::format))
        .count("a_bits", "of an input, shared fields aside", activation(StoredAs::bits));
    c.optional()
        .number("avg_weight_bits", "bits", "shared fields in", weight(StoredAs::averageBits))
        .number("avg_activation_bits", "bits", "the same", activation(StoredAs::averageBits))
        .number("weight_min", "", "before rounding", weight(StoredAs::observedMin))
        .number("weight_max", "", "before rounding", weight(StoredAs::observedMax))
        .number("observed_min", "", "least input in calibration", activation(StoredAs::observedMin))
        .number("observed_max", "", "greatest input", activation(StoredAs::observedMax))
        .number("weight_mse", "", "mean squared error", of(l -> l.error().meanSquared()))
        .number("weight_sqnr_db", "dB", "signal to rounding", of(l -> l.error().sqnrDecibel()));
    c.always().whole("bits_compressed", "bits", "of its weights", of(LayerMeasure::bitsCompressed));
  }

  private static final Function<LayerMeasure, Object> SHAPE =
      layer ->
          layer.weightShape().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(",", "[", "]"));

  private static final Function<StoredAs, Object> BLOCK = StoredAs::blockSize;

  private static Function<LayerRow, Object> of(Function<LayerMeasure, Object> part) {
    return row -> part.apply(row.layer());
  }

  private static Function<LayerRow, Object> weight(Function<StoredAs, Object> part) {
    return of(layer -> part.apply(layer.weight()));
  }

  private static Function<LayerRow, Object> activation(Function<StoredAs, Object> part) {
    return of(layer -> part.apply(layer.activation()));
  }
}
