package io.espalier.compression.trial;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.LayerMeasure;
import io.espalier.compression.measure.LayerMeasure.RoundingError;
import io.espalier.compression.measure.LayerMeasure.StoredAs;
import io.espalier.compression.measure.LayerMeasure.ZeroInputs;
import io.espalier.compression.measure.NonzeroInputs;
import io.espalier.compression.measure.Size;
import io.espalier.compression.measure.WeightBits;
import io.espalier.compression.pipeline.Network;
import io.espalier.compression.pipeline.Network.LayerRounding;
import io.espalier.compression.quantize.WeightRounding;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Gather;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Puts together what is measured of a compressed network. */
final class Measurement {
  private final Network network;
  private final Graph graph;
  private final Graph before;
  private final NonzeroInputs inputs;

  private Measurement(Network network, Graph before, NonzeroInputs inputs) {
    this.network = network;
    this.inputs = inputs;
    this.graph = network.graph();
    this.before = before;
  }

  /**
   * Puts together.
   *
   * @param before the graph that the pipeline started from
   * @param splits whose validation and test images were evaluated
   * @param inputs what the layers read while {@code test} was measured
   */
  static TrialResult.Measured of(
      Network network,
      Graph before,
      Accuracy validation,
      Accuracy test,
      NonzeroInputs inputs,
      CalibrationSet calibration,
      Splits splits) {
    Measurement measurement = new Measurement(network, before, inputs);
    List<LayerMeasure> layers = measurement.layers();
    return new TrialResult.Measured(
        validation,
        test,
        measurement.size(layers),
        layers,
        calibration.used(),
        calibration.among(splits.validation(), splits.test()),
        calibration.digest(),
        measurement.digest(validation, test));
  }

  private List<LayerMeasure> layers() {
    List<LayerMeasure> layers = new ArrayList<>();
    for (Slot slot : network.parameters().slots()) {
      if (slot.role() == Role.WEIGHT) {
        layers.add(layer(layers.size(), slot));
      }
    }
    return layers;
  }

  private LayerMeasure layer(int index, Slot slot) {
    Node node = graph.node(slot.node());
    float[] weights = network.parameters().get(slot);
    long nonzero = nonzero(weights);
    long macs = graph.macs(node.name());
    WeightRounding.Rounded formats = formats(slot);
    WeightBits bits = WeightBits.of(weights, formats);
    return new LayerMeasure(
        index,
        node.name(),
        node.layer() instanceof Convolution ? "convolution" : "dense",
        slot.extents(),
        channelsRead(node),
        slot.extents().get(0),
        kernel(node.layer()),
        stride(node.layer()),
        kernels(node.name()),
        weights.length,
        nonzero,
        macs,
        Math.round((double) macs / weights.length * nonzero),
        zeroInputs(node.name(), weights),
        network.thresholds().getOrDefault(node.name(), 0.0),
        weight(node.name(), formats, bits, weights.length),
        activation(node),
        bits.least(),
        error(node.name()),
        nonzero == 0,
        network.mask(node.name()).digest());
  }

  /** Input channels; where groups choose theirs, the channels to choose from. */
  private int channelsRead(Node node) {
    if (!node.inputs().get(0).equals(Graph.INPUT)) {
      Node from = graph.node(node.inputs().get(0));
      if (from.layer() instanceof Gather) {
        return graph.inputShapes(from).get(0).channels();
      }
    }
    return graph.inputShapes(node).get(0).channels();
  }

  private LayerMeasure.Kernels kernels(String name) {
    return new LayerMeasure.Kernels(
        groups(before.node(name).layer()),
        groups(graph.node(name).layer()),
        kernels(before, name),
        kernels(graph, name));
  }

  private static long kernels(Graph graph, String name) {
    Node node = graph.node(name);
    List<Shape> inputs = graph.inputShapes(node);
    int groups = groups(node.layer());
    return (long) graph.shape(name).channels() * (inputs.get(0).channels() / groups);
  }

  private ZeroInputs zeroInputs(String name, float[] weights) {
    Float threshold = network.inputThresholds().get(name);
    return new ZeroInputs(
        inputs.zeroFraction(name),
        Math.round(inputs.macsBoth(name, weights)),
        threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold));
  }

  private WeightRounding.Rounded formats(Slot slot) {
    LayerRounding rounded = network.rounded().get(slot.node());
    int length = slot.extents().get(slot.extents().size() - 1);
    return rounded == null
        ? new WeightRounding.Rounded(List.of(new Float32()), length)
        : rounded.weight();
  }

  private StoredAs weight(String name, WeightRounding.Rounded formats, WeightBits bits, int count) {
    Optional<WeightRounding.Error> error =
        Optional.ofNullable(network.rounded().get(name)).map(LayerRounding::error);
    return stored(
        formats.format(),
        (double) bits.dense() / count,
        error.map(e -> OptionalDouble.of(e.min())).orElse(OptionalDouble.empty()),
        error.map(e -> OptionalDouble.of(e.max())).orElse(OptionalDouble.empty()));
  }

  private StoredAs activation(Node node) {
    LayerRounding rounded = network.rounded().get(node.name());
    NumberFormat format = rounded == null ? new Float32() : rounded.activation();
    Optional<Network.Range> range = rounded == null ? Optional.empty() : rounded.observed();
    return stored(
        format,
        averageBits(format, graph.inputShapes(node).get(0)),
        range.map(r -> OptionalDouble.of(r.min())).orElse(OptionalDouble.empty()),
        range.map(r -> OptionalDouble.of(r.max())).orElse(OptionalDouble.empty()));
  }

  private static StoredAs stored(
      NumberFormat format, double averageBits, OptionalDouble min, OptionalDouble max) {
    return new StoredAs(
        format.getClass().getAnnotation(Named.class).value(),
        Canonical.text(format),
        format.widthBits(),
        format.blockSize(),
        averageBits,
        min,
        max);
  }

  /** Bits of one image's input, shared fields included, over its values. */
  private static double averageBits(NumberFormat format, Shape shape) {
    int block = format.blockSize();
    long blocks = block == 0 ? 1 : (long) shape.pixels() * ((shape.channels() + block - 1) / block);
    return (double) format.bits(shape.volume(), blocks) / shape.volume();
  }

  private RoundingError error(String name) {
    LayerRounding rounded = network.rounded().get(name);
    return rounded == null
        ? new RoundingError(0, OptionalDouble.empty())
        : new RoundingError(rounded.error().meanSquared(), rounded.error().sqnrDecibel());
  }

  private static String kernel(Layer layer) {
    return layer instanceof Convolution convolution
        ? convolution.window().height() + "x" + convolution.window().width()
        : "1x1";
  }

  private static int stride(Layer layer) {
    return layer instanceof Convolution convolution ? convolution.window().strideHeight() : 1;
  }

  private static int groups(Layer layer) {
    return layer instanceof Convolution convolution ? convolution.groups() : 1;
  }

  private static long nonzero(float[] weights) {
    long count = 0;
    for (float weight : weights) {
      count += weight != 0 ? 1 : 0;
    }
    return count;
  }

  private Size size(List<LayerMeasure> layers) {
    long others = 0;
    long untrained = 0;
    for (Slot slot : network.parameters().slots()) {
      if (slot.role() != Role.WEIGHT && slot.role().isCounted()) {
        others += slot.role().isTrained() ? slot.size() : 0;
        untrained += slot.role().isTrained() ? 0 : slot.size();
      }
    }
    long weights = layers.stream().mapToLong(LayerMeasure::weights).sum();
    long nonzero = layers.stream().mapToLong(LayerMeasure::weightsNonzero).sum();
    double dense =
        layers.stream().mapToDouble(layer -> layer.weight().averageBits() * layer.weights()).sum();
    long floats = Float.SIZE * (others + untrained);
    return new Size(
        count(before, slot -> slot.role() == Role.WEIGHT),
        nonzero,
        count(before, slot -> slot.role().isTrained()),
        nonzero + others,
        weights + others,
        Math.round(dense) + floats,
        layers.stream().mapToLong(LayerMeasure::bitsCompressed).sum() + floats,
        Float.SIZE * count(before, slot -> slot.role().isCounted()),
        dense / weights,
        averageActivationBits(layers),
        before.macs(),
        graph.macs(),
        layers.stream().mapToLong(LayerMeasure::macsEffective).sum(),
        layers.stream().mapToLong(layer -> layer.zeroInputs().macsBoth()).sum(),
        layers.stream().mapToLong(Measurement::bitOps).sum());
  }

  private static long count(Graph graph, Predicate<Slot> which) {
    return graph.slots().stream().filter(which).mapToLong(Slot::size).sum();
  }

  private double averageActivationBits(List<LayerMeasure> layers) {
    double bits = 0;
    long values = 0;
    for (LayerMeasure layer : layers) {
      int volume = graph.inputShapes(graph.node(layer.name())).get(0).volume();
      bits += layer.activation().averageBits() * volume;
      values += volume;
    }
    return bits / values;
  }

  private static long bitOps(LayerMeasure layer) {
    return layer.macsEffective() * layer.weight().bits() * layer.activation().bits();
  }

  private String digest(Accuracy validation, Accuracy test) {
    MessageDigest digest = Digests.sha256();
    digest.update(network.parameters().digest());
    ByteBuffer figures = ByteBuffer.allocate(6 * Double.BYTES);
    figures.putDouble(validation.top1()).putDouble(validation.top5());
    figures.putDouble(validation.loss()).putDouble(test.top1());
    figures.putDouble(test.top5()).putDouble(test.loss());
    digest.update(figures.array());
    return HexFormat.of().formatHex(digest.digest());
  }
}
