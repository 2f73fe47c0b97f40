package io.espalier.compression.model.onnx;

/**
 * An ONNX file that cannot be used; the message names the file and, if one is at fault, the node.
 */
public final class OnnxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  OnnxException(String message) {
    super(message);
  }

  OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
