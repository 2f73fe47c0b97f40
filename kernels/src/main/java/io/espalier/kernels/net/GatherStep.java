package io.espalier.kernels.net;

import java.util.Optional;

/**
 * Copies picked channels pixel by pixel; on the way back adds up what was picked often. In
 * inference nothing is copied for a convolution that reads the channels where they are. Mutable.
 */
final class GatherStep implements Step {
  private final int[] channels;
  private final Tensor in;
  private final Tensor out;
  private final Tensor dIn;
  private final Tensor dOut;
  private Optional<ProductStep> reader = Optional.empty();

  /** {@code dIn} and {@code dOut} are null where they are not needed. */
  GatherStep(Gather layer, Tensor in, Tensor out, Tensor dIn, Tensor dOut) {
    channels = layer.channels().stream().mapToInt(Integer::intValue).toArray();
    this.in = in;
    this.out = out;
    this.dIn = dIn;
    this.dOut = dOut;
  }

  int[] channels() {
    return channels;
  }

  Tensor source() {
    return in;
  }

  /** Says who alone reads what is picked. */
  void readBy(ProductStep step) {
    reader = Optional.of(step);
  }

  @Override
  public void forward(int count) {
    if (reader.isEmpty() || !reader.get().picksItself()) {
      forwardShown(count);
    }
  }

  @Override
  public void forwardShown(int count) {
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < out.height(); y++) {
        forwardRow(in.values(), in.row(n, y), out.values(), out.row(n, y));
      }
    }
  }

  private void forwardRow(float[] x, int from, float[] z, int to) {
    for (int column = 0; column < out.width(); column++) {
      int source = from + column * in.stride();
      int target = to + column * out.stride();
      for (int i = 0; i < channels.length; i++) {
        z[target + i] = x[source + channels[i]];
      }
    }
  }

  @Override
  public void backward(int count) {
    for (int n = 0; dIn != null && n < count; n++) {
      dIn.clearImage(n);
      for (int y = 0; y < out.height(); y++) {
        backwardRow(dIn.values(), dIn.row(n, y), dOut.values(), dOut.row(n, y));
      }
    }
  }

  private void backwardRow(float[] dx, int to, float[] dz, int from) {
    for (int column = 0; column < out.width(); column++) {
      int target = to + column * dIn.stride();
      int source = from + column * dOut.stride();
      for (int i = 0; i < channels.length; i++) {
        dx[target + channels[i]] += dz[source + i];
      }
    }
  }
}
