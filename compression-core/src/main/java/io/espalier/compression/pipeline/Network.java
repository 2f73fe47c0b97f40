package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A network in the middle of its compression.
 *
 * @param graph its layers
 * @param parameters its numbers: pruned ones zero, rounded ones rounded
 * @param masks by node, of the layers that were pruned
 * @param thresholds by node, the least magnitude kept, of the layers that were pruned
 * @param rounded by node, of the layers that were quantized
 * @param inputThresholds by node, the magnitude below which the layer's inputs are set to zero, of
 *     the layers whose inputs are pruned
 */
public record Network(
    Graph graph,
    Parameters parameters,
    Map<String, Mask> masks,
    Map<String, Double> thresholds,
    Map<String, LayerRounding> rounded,
    Map<String, Float> inputThresholds) {
  /** Copies the maps, keeping their order. */
  public Network {
    masks = copy(masks);
    thresholds = copy(thresholds);
    rounded = copy(rounded);
    inputThresholds = copy(inputThresholds);
  }

  private static <T> Map<String, T> copy(Map<String, T> map) {
    return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** A network nothing was done to. */
  public static Network of(Graph graph, Parameters parameters) {
    return new Network(graph, parameters, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** The mask of a layer; all kept if it was never pruned. */
  public Mask mask(String node) {
    Mask mask = masks.get(node);
    return mask == null ? Mask.all(parameters.get(node, Role.WEIGHT).length) : mask;
  }

  /**
   * Loads the numbers into a program, and sets the thresholds and formats of its layers' inputs.
   */
  public void loadInto(Program program) {
    program.load(parameters);
    inputThresholds.forEach(program::pruneInput);
    rounded.forEach((node, layer) -> program.quantizeInput(node, layer.activation()));
  }

  /**
   * How the weights and the input of a layer were rounded.
   *
   * @param weight the weights' formats with every field fixed
   * @param error what rounding did to the weights
   * @param activation the input's format with every field fixed
   * @param observed the input over the calibration images, empty if the format needed none
   */
  public record LayerRounding(
      WeightRounding.Rounded weight,
      WeightRounding.Error error,
      NumberFormat activation,
      Optional<Range> observed) {}

  /** The least and greatest of some values. */
  public record Range(double min, double max) {}
}
