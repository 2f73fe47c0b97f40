package io.espalier.compression.pipeline;

import io.espalier.compression.quantize.Calibration;
import io.espalier.compression.quantize.TensorQuantizer;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Values;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rounds the layers of a network: the one way there is, during training and after it. */
final class LayerRounder {
  private static final int BATCH = 64;

  private LayerRounder() {}

  /**
   * The format of a layer's input.
   *
   * @param format every field fixed
   * @param observed what it was fixed from, empty if it needed nothing
   */
  record Input(NumberFormat format, Optional<Network.Range> observed) {
    static Input of(TensorQuantizer quantizer, Optional<Values> values) {
      return new Input(
          values.map(quantizer.rounded()::fit).orElse(quantizer.rounded()),
          values.map(seen -> new Network.Range(seen.min(), seen.max())));
    }
  }

  /** The formats of the inputs of some layers, observed if the format asks for it. */
  static Map<String, Input> inputs(
      Graph graph,
      Parameters parameters,
      List<String> names,
      TensorQuantizer quantizer,
      int images,
      StepContext context) {
    Map<String, Values> observed =
        quantizer.rounded().isResolved() ? Map.of() : observe(graph, parameters, images, context);
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (String name : names) {
      inputs.put(name, Input.of(quantizer, Optional.ofNullable(observed.get(name))));
    }
    return inputs;
  }

  private static Map<String, Values> observe(
      Graph graph, Parameters parameters, int wanted, StepContext context) {
    context.phase().accept("calibrate");
    float[] images = context.calibration().first(wanted);
    int count = images.length / graph.input().volume();
    Program program = Program.inference(graph, Math.min(BATCH, count));
    program.load(parameters);
    return Calibration.observe(program, images, count);
  }

  /** Rounds the weights of one layer in place; pruned ones stay zero also without a zero. */
  static Network.LayerRounding round(
      Network network, Parameters parameters, Slot slot, TensorQuantizer quantizer, Input input) {
    float[] weights = parameters.get(slot);
    float[] before = weights.clone();
    WeightRounding.Rounded formats = WeightRounding.round(weights, slot.extents(), quantizer);
    network.mask(slot.node()).apply(weights);
    return new Network.LayerRounding(
        formats, WeightRounding.error(before, weights), input.format(), input.observed());
  }
}
