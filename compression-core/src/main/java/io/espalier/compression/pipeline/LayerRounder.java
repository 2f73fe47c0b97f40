package io.espalier.compression.pipeline;

import io.espalier.compression.quantize.Calibration;
import io.espalier.compression.quantize.Seen;
import io.espalier.compression.quantize.TensorQuantizer;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.format.NumberFormat;
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
    static Input of(TensorQuantizer quantizer, Optional<Seen> seen) {
      return new Input(
          seen.map(quantizer::fit).orElse(quantizer.rounded()),
          seen.map(Seen::values).map(values -> new Network.Range(values.min(), values.max())));
    }
  }

  /**
   * Checks that inputs that were set to zero stay zero in a format.
   *
   * @throws IllegalArgumentException if they do not, naming the layer
   */
  static void checkZero(Network network, String name, NumberFormat format) {
    float[] zero = {0};
    if (network.inputThresholds().containsKey(name)) {
      format.quantize(zero, 0, 1);
      if (zero[0] != 0) {
        throw new IllegalArgumentException(
            "layer '"
                + name
                + "' has small inputs set to zero, and their format has no zero: "
                + format
                + "; leave the layer out of one of the two steps with except");
      }
    }
  }

  /** The formats of the inputs of some layers, observed if the format asks for it. */
  static Map<String, Input> inputs(
      Network network,
      Parameters parameters,
      List<String> names,
      TensorQuantizer quantizer,
      int images,
      StepContext context) {
    Map<String, Seen> observed =
        quantizer.rounded().isResolved() ? Map.of() : observe(network, parameters, images, context);
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (String name : names) {
      Input input = Input.of(quantizer, Optional.ofNullable(observed.get(name)));
      checkZero(network, name, input.format());
      inputs.put(name, input);
    }
    return inputs;
  }

  private static Map<String, Seen> observe(
      Network network, Parameters parameters, int wanted, StepContext context) {
    context.phase().accept("calibrate");
    float[] images = context.calibration().first(wanted);
    int count = images.length / network.graph().input().volume();
    Program program = Program.inference(network.graph(), Math.min(BATCH, count));
    program.load(parameters);
    network.inputThresholds().forEach(program::pruneInput);
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
