package io.espalier.compression.model.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** The file itself: bytes to protobuf, and whether it is of a version that can be read. */
final class ModelFile {
  static final int OLDEST_OPSET = 9;
  static final int NEWEST_OPSET = 21;

  private ModelFile() {}

  static ModelProto read(Path path) {
    ModelProto model = parse(path, bytes(path));
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw new OnnxException(path + ": is no ONNX model: it holds no graph with nodes");
    }
    int opset;
    try {
      opset = opset(model);
    } catch (IllegalArgumentException e) {
      throw new OnnxException(path + ": " + e.getMessage(), e);
    }
    if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
      throw new OnnxException(
          "%s: opset must be %d to %d, got %d".formatted(path, OLDEST_OPSET, NEWEST_OPSET, opset));
    }
    return model;
  }

  private static byte[] bytes(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new OnnxException(path + ": there is no such file");
    }
    try {
      long size = Files.size(path);
      if (size > Integer.MAX_VALUE - 8) {
        throw new OnnxException(
            path + ": must be under 2 GiB (larger ones keep their weights outside), got " + size);
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new OnnxException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Weights are not copied: the message refers to the array, which nobody else has. */
  private static ModelProto parse(Path path, byte[] bytes) {
    ByteString content = UnsafeByteOperations.unsafeWrap(bytes);
    try {
      return ModelProto.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException(
          path + ": is truncated or no ONNX model (" + bytes.length + " bytes): " + e.getMessage(),
          e);
    }
  }

  /** The version of ONNX's own operators. */
  static int opset(ModelProto model) {
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (isOwn(set.getDomain())) {
        return Math.toIntExact(Math.min(Math.max(set.getVersion(), -1), Integer.MAX_VALUE));
      }
    }
    throw new IllegalArgumentException("is no ONNX model: it names no opset");
  }

  /** The tensors that are kept outside the file. */
  static Stream<TensorProto> externalTensors(ModelProto model) {
    Stream<TensorProto> constants =
        model.getGraph().getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .map(AttributeProto::getT);
    return Stream.concat(model.getGraph().getInitializerList().stream(), constants)
        .filter(tensor -> tensor.getDataLocation() == DataLocation.EXTERNAL);
  }

  static boolean isOwn(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }
}
