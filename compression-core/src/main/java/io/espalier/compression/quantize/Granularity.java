package io.espalier.compression.quantize;

import io.espalier.kernels.describe.Meaning;

/** Which values share the fields that a format fixes from data (scale, bias, fractional width). */
public enum Granularity {
  /** All values of the tensor. */
  @Meaning("one for the whole tensor")
  TENSOR,
  /** The values of one output channel or feature; weights only. */
  @Meaning("one for each output channel, weights only")
  CHANNEL
}
