package io.espalier.compression.model.onnx;

/** What a name in an ONNX graph stands for: numbers known now, or an activation. */
sealed interface Value permits Tensor, Flow {}
