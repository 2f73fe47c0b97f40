package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Mask;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.compression.train.TrainingHooks;
import io.espalier.kernels.format.Binary;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.PassRange;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rounds weights before each forward pass and puts them back after it. A weight's gradient is the
 * one at its rounded value where its format does not saturate, else 0; float32 weights under a
 * binary format are held to [−1, 1]. Mutable: holds the float32 weights while the rounded ones are
 * in place.
 */
final class StraightThrough implements TrainingHooks {
  private final QuantizationAware step;
  private final Network network;
  private final List<String> names;
  private final StepContext context;
  private final List<Layer> layers = new ArrayList<>();
  private Map<String, LayerRounder.Input> inputs = Map.of();
  private Map<String, LayerRounder.Input> kept = Map.of();

  /** One layer's weights: where they are, what is pruned, and their float32 values meanwhile. */
  private static final class Layer {
    private final Slot slot;
    private final Mask mask;
    private final float[] weights;
    private List<PassRange> passes = List.of();

    Layer(Slot slot, Mask mask) {
      this.slot = slot;
      this.mask = mask;
      weights = new float[slot.size()];
    }
  }

  StraightThrough(
      QuantizationAware step, Network network, List<String> names, StepContext context) {
    this.step = step;
    this.network = network;
    this.names = names;
    this.context = context;
    for (String name : names) {
      layers.add(new Layer(Masking.slot(network, name), network.mask(name)));
    }
  }

  /** The formats of inputs in the epoch that was kept. */
  Map<String, LayerRounder.Input> kept() {
    return kept;
  }

  @Override
  public void epochStarts(int epoch, Program training, Program evaluation) {
    if (epoch > 0 && step.observe() == QuantizationAware.Observe.START) {
      return;
    }
    Parameters p = training.parameters();
    substitute(p);
    inputs =
        LayerRounder.inputs(
            network, p, names, step.activation(), step.calibrationImages(), context);
    restore(p);
    context.phase().accept("train");
    inputs.forEach(
        (name, input) -> {
          training.quantizeInput(name, input.format());
          evaluation.quantizeInput(name, input.format());
        });
  }

  @Override
  public void substitute(Parameters p) {
    for (Layer layer : layers) {
      float[] values = p.get(layer.slot);
      System.arraycopy(values, 0, layer.weights, 0, values.length);
      WeightRounding.Rounded rounded =
          WeightRounding.round(values, layer.slot.extents(), step.weight());
      layer.mask.apply(values);
      layer.passes = rounded.formats().stream().map(PassRange::of).toList();
    }
  }

  @Override
  public void restore(Parameters p) {
    for (Layer layer : layers) {
      System.arraycopy(layer.weights, 0, p.get(layer.slot), 0, layer.weights.length);
    }
  }

  @Override
  public void restore(Parameters p, Parameters g) {
    restore(p);
    for (Layer layer : layers) {
      int share = layer.weights.length / layer.passes.size();
      for (int i = 0; i < layer.passes.size(); i++) {
        PassRange range = layer.passes.get(i);
        if (range.isLimited()) {
          range.gate(layer.weights, i * share, g.get(layer.slot), i * share, share);
        }
      }
    }
  }

  @Override
  public void updated(Parameters p) {
    NumberFormat format = step.weight().format();
    if (!(format instanceof Binary)) {
      return;
    }
    for (Layer layer : layers) {
      float[] weights = p.get(layer.slot);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.max(-1, Math.min(1, weights[i]));
      }
    }
  }

  @Override
  public void epochKept() {
    kept = inputs;
  }
}
