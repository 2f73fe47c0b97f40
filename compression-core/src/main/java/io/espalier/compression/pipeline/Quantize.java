package io.espalier.compression.pipeline;

import io.espalier.compression.quantize.Calibration;
import io.espalier.compression.quantize.Granularity;
import io.espalier.compression.quantize.TensorQuantizer;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Values;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Post-training quantization: rounds the weights and the input of convolutions and dense layers.
 *
 * <p>Biases, accumulation and batch norms stay in float32. Fields that a format fixes from data
 * come from the weights themselves, and for inputs from calibration images run through the network
 * as it stands, not yet rounded. Pruned weights stay zero also in formats without a zero.
 */
@Named("quantize")
@Meaning("rounds the weights and the input of convolutions and dense layers, without training")
public record Quantize(
    @Meaning("how weights are rounded") @Default("{}") TensorQuantizer weight,
    @Meaning("how the inputs of layers are rounded") @Default("{}") TensorQuantizer activation,
    @Meaning("layers to leave in float32: names, globs, first, last") @Default("[]")
        List<String> except,
    @Meaning("whether batch norms are folded into the layer before them first") @Default("keep")
        BatchNorms batchNorm,
    @Meaning("training images over which the inputs of layers are observed") @Default("512")
        int calibrationImages)
    implements CompressionStep {
  private static final int BATCH = 64;

  /** What becomes of batch norms before rounding. */
  public enum BatchNorms {
    /** They stay layers of their own, in float32. */
    KEEP,
    /** Each is folded into the convolution or dense layer before it. */
    FOLD
  }

  /** Checks granularity and the number of images. */
  public Quantize {
    except = List.copyOf(except);
    if (activation.granularity() == Granularity.CHANNEL) {
      throw new IllegalArgumentException(
          "activation.granularity must be tensor, got channel: a product sums over the channels");
    }
    if (calibrationImages < 1) {
      throw new IllegalArgumentException(
          "calibration-images must be at least 1, got " + calibrationImages);
    }
  }

  @Override
  public String phase() {
    return "quantize";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    Network start = batchNorm == BatchNorms.FOLD ? BatchNormFolding.fold(network) : network;
    List<String> names = LayerNames.without(start.graph().weighted(), except);
    names.stream()
        .filter(start.rounded()::containsKey)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("layer '" + name + "' is quantized already");
            });
    Map<String, Values> observed = observe(start, context);
    return rounded(start, names, observed, context);
  }

  private Map<String, Values> observe(Network network, StepContext context) {
    if (activation.rounded().isResolved()) {
      return Map.of();
    }
    context.phase().accept("calibrate");
    float[] images = context.calibration().first(calibrationImages);
    int count = images.length / network.graph().input().volume();
    Program program = Program.inference(network.graph(), Math.min(BATCH, count));
    program.load(network.parameters());
    return Calibration.observe(program, images, count);
  }

  private Network rounded(
      Network network, List<String> names, Map<String, Values> observed, StepContext context) {
    context.phase().accept("quantize");
    Parameters parameters = network.parameters().copy();
    Map<String, Network.LayerRounding> rounded = new LinkedHashMap<>(network.rounded());
    for (Slot slot : parameters.slots()) {
      if (slot.role() == Role.WEIGHT && names.contains(slot.node())) {
        Optional<Values> input = Optional.ofNullable(observed.get(slot.node()));
        rounded.put(slot.node(), round(network, parameters.get(slot), slot, input));
      }
    }
    return new Network(network.graph(), parameters, network.masks(), network.thresholds(), rounded);
  }

  private Network.LayerRounding round(
      Network network, float[] weights, Slot slot, Optional<Values> input) {
    float[] before = weights.clone();
    WeightRounding.Rounded formats = WeightRounding.round(weights, slot.extents(), weight);
    network.mask(slot.node()).apply(weights);
    NumberFormat format = input.map(activation.rounded()::fit).orElse(activation.rounded());
    return new Network.LayerRounding(
        formats,
        WeightRounding.error(before, weights),
        format,
        input.map(values -> new Network.Range(values.min(), values.max())));
  }
}
