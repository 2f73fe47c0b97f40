package io.espalier.kernels.net;

import java.util.List;

/**
 * Picks channels: channel i of the output is channel {@code channels[i]} of the input. A channel
 * may be picked often or never. Before a grouped convolution it gives each group inputs of its own
 * choice; a permutation restores an order.
 */
public record Gather(List<Integer> channels) implements Layer {
  /** Checks that something is picked, and nothing before the first channel. */
  public Gather {
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("a gather needs at least one channel");
    }
    for (int channel : channels) {
      if (channel < 0) {
        throw new IllegalArgumentException("channels must be at least 0, got " + channel);
      }
    }
  }

  @Override
  public Shape output(List<Shape> inputs) {
    Shape input = inputs.get(0);
    for (int channel : channels) {
      if (channel >= input.channels()) {
        throw new IllegalArgumentException(
            "channels must be below the " + input.channels() + " of the input, got " + channel);
      }
    }
    return new Shape(input.height(), input.width(), channels.size());
  }
}
