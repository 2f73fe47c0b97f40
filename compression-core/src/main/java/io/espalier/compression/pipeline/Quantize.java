package io.espalier.compression.pipeline;

import io.espalier.compression.quantize.Granularity;
import io.espalier.compression.quantize.TensorQuantizer;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
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

  /** Nothing that looks at layers can follow. */
  @Override
  public Optional<Graph> after(Graph graph) {
    return Optional.empty();
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
    Map<String, LayerRounder.Input> inputs =
        LayerRounder.inputs(
            start, start.parameters(), names, activation, calibrationImages, context);
    return rounded(start, inputs, context);
  }

  private Network rounded(
      Network network, Map<String, LayerRounder.Input> inputs, StepContext context) {
    context.phase().accept("quantize");
    Parameters parameters = network.parameters().copy();
    Map<String, Network.LayerRounding> rounded = new LinkedHashMap<>(network.rounded());
    inputs.forEach(
        (name, input) ->
            rounded.put(
                name,
                LayerRounder.round(
                    network, parameters, Masking.slot(network, name), weight, input)));
    return new Network(
        network.graph(),
        parameters,
        network.masks(),
        network.thresholds(),
        rounded,
        network.inputThresholds());
  }
}
