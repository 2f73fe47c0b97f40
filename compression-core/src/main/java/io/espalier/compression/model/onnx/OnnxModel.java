package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Graph;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.ModelProto;

/**
 * Reads the CNN part of ONNX, opset 9 to 21.
 *
 * <p>Activations become height × width × channels, so weights are laid out anew, and the columns of
 * a dense layer behind a flattened image are permuted: the logits stay the same. A softmax at the
 * end is left out. A bias-free 1×1 convolution that only picks channels (every weight 0 or 1, at
 * most one 1 an output) has {@link io.espalier.kernels.net.Weights#CONSTANT} weights. Nodes are
 * named after their weights ({@code layer1.0.conv1} for {@code layer1.0.conv1.weight}) or else as
 * in the file.
 */
public final class OnnxModel {
  private OnnxModel() {}

  /**
   * Reads a network with its weights. External data is taken from files beside or below the model
   * only.
   *
   * @throws OnnxException if the file is missing, damaged, no ONNX, or uses what there is not
   */
  public static Imported read(Path path) {
    ModelProto model = ModelFile.read(path);
    try {
      return new Reading(model, new ExternalData(path)).run();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OnnxException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The files that a network is read from: the model, and those beside it that hold weights.
   *
   * @throws OnnxException if one is missing, or the model is damaged or no ONNX
   */
  public static List<Path> files(Path path) {
    ModelProto model = ModelFile.read(path);
    ExternalData external = new ExternalData(path);
    Set<Path> files = new LinkedHashSet<>(List.of(path));
    try {
      ModelFile.externalTensors(model).forEach(tensor -> files.add(external.file(tensor)));
    } catch (IllegalArgumentException e) {
      throw new OnnxException(path + ": " + e.getMessage(), e);
    }
    return List.copyOf(files);
  }

  /** The network's layers alone. */
  public static Graph graph(Path path) {
    return read(path).graph();
  }

  /** The operators that can be read, sorted. */
  public static List<String> operators() {
    return Operators.names();
  }
}
