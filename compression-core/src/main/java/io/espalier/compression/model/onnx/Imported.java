package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;

/** A network that came in from a file: its layers and its numbers. */
public record Imported(Graph graph, Parameters parameters) {}
