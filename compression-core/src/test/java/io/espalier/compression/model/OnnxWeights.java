package io.espalier.compression.model;

import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import onnx.Onnx;

/**
 * Weights of ONNX files exported from PyTorch, by the names of their initialisers. Not an importer:
 * the caller knows the network.
 *
 * <p>As a program it writes the LeNet-5 of an ONNX file as a Deeplearning4j zip: arguments
 * FILE.onnx FILE.zip.
 */
public final class OnnxWeights {
  private final Map<String, float[]> arrays = new LinkedHashMap<>();

  private OnnxWeights() {}

  /** Reads all float initialisers of a file. */
  public static OnnxWeights read(Path file) throws IOException {
    OnnxWeights weights = new OnnxWeights();
    try (InputStream in = Files.newInputStream(file)) {
      for (Onnx.TensorProto tensor :
          Onnx.ModelProto.parseFrom(in).getGraph().getInitializerList()) {
        weights.arrays.put(tensor.getName(), values(tensor));
      }
    }
    return weights;
  }

  private static float[] values(Onnx.TensorProto tensor) {
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[raw.remaining() / 4];
    raw.asFloatBuffer().get(values);
    return values;
  }

  /** The folder of shared models and formats, where there is one. */
  public static Optional<Path> shared() {
    String given = System.getenv("ESPALIER_SHARED");
    Path folder =
        given == null ? Path.of("").toAbsolutePath().resolve("../../shared") : Path.of(given);
    return Optional.of(folder.normalize()).filter(Files::isDirectory);
  }

  /** The weights of a graph whose nodes are named as the modules that PyTorch exported. */
  public Parameters of(Graph graph) {
    Parameters parameters = Parameters.zeros(graph);
    parameters.forEach(
        (slot, ours) ->
            new Link(slot.node(), slot.role(), slot.node(), order(graph, slot))
                .fill(ours, array(slot.node() + suffix(slot))));
    return parameters;
  }

  private static String suffix(Slot slot) {
    return switch (slot.role()) {
      case WEIGHT, GAMMA -> ".weight";
      case BIAS, BETA -> ".bias";
      case MEAN -> ".running_mean";
      case VARIANCE -> ".running_var";
      case CONSTANT_WEIGHT ->
          throw new IllegalArgumentException(slot.node() + " is constant: no file holds it");
    };
  }

  private static IntUnaryOperator order(Graph graph, Slot slot) {
    List<Integer> extents = slot.extents();
    if (slot.role() != Role.WEIGHT) {
      return IntUnaryOperator.identity();
    }
    if (extents.size() == 4) {
      return Orders.convolution(extents.get(1), extents.get(2), extents.get(3));
    }
    String source = graph.node(slot.node()).inputs().get(0);
    return graph.node(source).layer() instanceof Flatten
        ? pyTorchDense(graph.inputShapes(graph.node(source)).get(0))
        : IntUnaryOperator.identity();
  }

  /** PyTorch's dense weights are [out][in] as ours, the input flattened channels first. */
  private static IntUnaryOperator pyTorchDense(Shape image) {
    IntUnaryOperator row = Orders.vector(image);
    int in = image.volume();
    return i -> i / in * in + row.applyAsInt(i % in);
  }

  private float[] array(String name) {
    float[] values = arrays.get(name);
    if (values == null) {
      throw new IllegalArgumentException("no initialiser " + name + " in " + arrays.keySet());
    }
    return values;
  }

  /** Writes the LeNet-5 of an ONNX file as a Deeplearning4j zip. */
  public static void main(String[] arguments) throws IOException {
    LeNet5 model = new LeNet5(Normalization.NONE);
    Shape input = new Shape(28, 28, 1);
    Parameters weights = read(Path.of(arguments[0])).of(model.graph(input, 10));
    model.save(input, 10, weights, Path.of(arguments[1]));
  }
}
