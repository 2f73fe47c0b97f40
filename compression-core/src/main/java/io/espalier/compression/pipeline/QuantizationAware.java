package io.espalier.compression.pipeline;

import io.espalier.compression.quantize.Granularity;
import io.espalier.compression.quantize.TensorQuantizer;
import io.espalier.compression.train.Recipe;
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
 * Quantization-aware training with a straight-through estimator: every forward pass sees weights
 * and inputs of layers as their formats store them; gradients pass where formats do not saturate,
 * to weights kept in float32; batch norms go on learning. At the end weights are rounded as {@link
 * Quantize} would, and the inputs keep the formats they were trained with.
 */
@Named("qat")
@Meaning("trains with weights and inputs of layers rounded, then rounds for good")
public record QuantizationAware(
    @Meaning("how weights are rounded") @Default("{}") TensorQuantizer weight,
    @Meaning("how the inputs of layers are rounded") @Default("{}") TensorQuantizer activation,
    @Meaning("layers to leave in float32: names, globs, first, last") @Default("[]")
        List<String> except,
    @Meaning("training images over which the inputs of layers are observed") @Default("512")
        int calibrationImages,
    @Meaning("when they are observed: once at the start, or before each epoch") @Default("start")
        Observe observe,
    @Meaning("how is trained") @Default("{}") Recipe training)
    implements CompressionStep {
  /** When the inputs of layers are observed. */
  public enum Observe {
    /** Once, before the first epoch. */
    START,
    /** Before every epoch. */
    EPOCH
  }

  /** Checks granularity and the number of images. */
  public QuantizationAware {
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
  public int epochs() {
    return training.epochs();
  }

  @Override
  public String phase() {
    return "train";
  }

  /** Nothing that looks at layers can follow. */
  @Override
  public Optional<Graph> after(Graph graph) {
    return Optional.empty();
  }

  @Override
  public Network apply(Network network, StepContext context) {
    List<String> names = LayerNames.without(network.graph().weighted(), except);
    StraightThrough rounding = new StraightThrough(this, network, names, context);
    Network trained = Retraining.train(network, training, "qat", rounding, context);
    context.phase().accept("quantize");
    Parameters parameters = trained.parameters().copy();
    Map<String, Network.LayerRounding> rounded = new LinkedHashMap<>();
    for (String name : names) {
      rounded.put(
          name,
          LayerRounder.round(
              trained, parameters, Masking.slot(trained, name), weight, rounding.kept().get(name)));
    }
    return new Network(
        trained.graph(),
        parameters,
        trained.masks(),
        trained.thresholds(),
        rounded,
        trained.inputThresholds());
  }
}
