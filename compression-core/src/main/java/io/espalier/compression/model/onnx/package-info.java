/**
 * Networks in ONNX files, read into a {@link io.espalier.kernels.net.Graph} and its {@link
 * io.espalier.kernels.net.Parameters}.
 *
 * <p>{@link io.espalier.compression.model.onnx.OnnxModel} is the door. Knows ONNX's protobuf
 * classes, which ND4J ships, and nothing else of ND4J: no native code is started. A file is data
 * from outside: sizes are checked before anything is allocated, and whatever is wrong with it is an
 * {@link io.espalier.compression.model.onnx.OnnxException}. Must not know data sets, pruning,
 * number formats or Spark.
 */
package io.espalier.compression.model.onnx;
