package io.espalier.compression.pipeline;

import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Sets small activations to zero where convolutions and dense layers read them, from now on: in
 * evaluations, and in trainings of later steps, where gradients stop at what was set to zero.
 *
 * <p>Either every magnitude below one threshold, or in each layer as many as leave a fraction of
 * the inputs zero over the calibration images; inputs that are zero anyway, behind a ReLU say,
 * count towards it. All layers are observed on the network as it stands, before any of them is
 * pruned.
 */
@Named("prune-activations")
@Meaning("sets small activations to zero where convolutions and dense layers read them")
public record PruneActivations(
    @Meaning("inputs of a smaller magnitude become zero; this or a fraction") @Default("auto")
        OptionalDouble threshold,
    @Meaning("the fraction of a layer's inputs that is to be zero, in [0, 1)") @Default("auto")
        OptionalDouble fraction,
    @Meaning("a threshold, or fraction, of its own for layers by name or glob") @Default("{}")
        Map<String, Double> layers,
    @Meaning("layers to leave as they are: names, globs, first, last") @Default("[]")
        List<String> except,
    @Meaning("training images over which inputs are observed for a fraction") @Default("512")
        int calibrationImages)
    implements CompressionStep {
  /** Checks that there is a threshold or a fraction, and the ranges. */
  public PruneActivations {
    layers = Map.copyOf(layers);
    except = List.copyOf(except);
    if (threshold.isPresent() == fraction.isPresent()) {
      throw new IllegalArgumentException(
          "prune-activations needs a threshold or a fraction, and not both: got threshold "
              + text(threshold)
              + " and fraction "
              + text(fraction));
    }
    boolean byFraction = fraction.isPresent();
    check(byFraction ? "fraction" : "threshold", byFraction ? fraction : threshold, byFraction);
    layers.forEach((name, own) -> check("layers." + name, OptionalDouble.of(own), byFraction));
    if (calibrationImages < 1) {
      throw new IllegalArgumentException(
          "calibration-images must be at least 1, got " + calibrationImages);
    }
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.valueOf(value.getAsDouble()) : "none";
  }

  private static void check(String name, OptionalDouble amount, boolean byFraction) {
    double value = amount.getAsDouble();
    double limit = byFraction ? 1 : Float.MAX_VALUE;
    if (!(value >= 0 && value < limit)) {
      throw new IllegalArgumentException(
          name + " must be in [0, " + (byFraction ? "1" : "∞") + "), got " + value);
    }
  }

  @Override
  public String phase() {
    return "prune";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    Map<String, Double> amounts = amounts(network);
    Map<String, Float> found = new LinkedHashMap<>();
    if (fraction.isPresent()) {
      context.phase().accept("calibrate");
      found.putAll(InputMagnitudes.quantiles(network, amounts, calibrationImages, context));
      context.phase().accept("prune");
    } else {
      amounts.forEach((name, amount) -> found.put(name, amount.floatValue()));
    }
    Map<String, Float> thresholds = new LinkedHashMap<>(network.inputThresholds());
    found.forEach((name, threshold) -> put(thresholds, name, threshold));
    Network pruned =
        new Network(
            network.graph(),
            network.parameters(),
            network.masks(),
            network.thresholds(),
            network.rounded(),
            thresholds);
    network
        .rounded()
        .forEach((name, layer) -> LayerRounder.checkZero(pruned, name, layer.activation()));
    return pruned;
  }

  private Map<String, Double> amounts(Network network) {
    List<String> names = LayerNames.without(network.graph().weighted(), except);
    double all = fraction.isPresent() ? fraction.getAsDouble() : threshold.getAsDouble();
    Map<String, Double> amounts = new LinkedHashMap<>();
    names.forEach(name -> amounts.put(name, all));
    layers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            own ->
                LayerNames.matching(names, own.getKey())
                    .forEach(name -> amounts.put(name, own.getValue())));
    return amounts;
  }

  private static void put(Map<String, Float> thresholds, String name, float threshold) {
    float before = thresholds.getOrDefault(name, 0f);
    if (threshold < before) {
      throw new IllegalArgumentException(
          "layer '"
              + name
              + "' has inputs below "
              + before
              + " set to zero already, asked for those below "
              + threshold);
    }
    if (threshold > 0) {
      thresholds.put(name, threshold);
    }
  }
}
