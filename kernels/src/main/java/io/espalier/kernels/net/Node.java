package io.espalier.kernels.net;

import java.util.List;

/** A named layer of a graph and the names of the nodes (or {@link Graph#INPUT}) that feed it. */
public record Node(String name, Layer layer, List<String> inputs) {
  /** Checks the name and the number of inputs. */
  public Node {
    inputs = List.copyOf(inputs);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a node needs a name, got '" + name + "'");
    }
    if (inputs.size() < layer.fewestInputs() || inputs.size() > layer.mostInputs()) {
      throw new IllegalArgumentException(
          "node '" + name + "' cannot take " + inputs.size() + " inputs: " + layer);
    }
  }

  /** A node with the given inputs. */
  public Node(String name, Layer layer, String... inputs) {
    this(name, layer, List.of(inputs));
  }
}
