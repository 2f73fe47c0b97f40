package io.espalier.kernels.net;

import java.util.List;

/** Channels of several tensors side by side. */
record ConcatStep(List<Tensor> ins, Tensor out, List<Tensor> dIns, Tensor dOut) implements Step {
  @Override
  public void forward(int count) {
    int channel = 0;
    for (int i = 0; i < ins.size(); i++) {
      Tensor in = ins.get(i);
      for (int n = 0; n < count; n++) {
        copy(in, 0, out, channel, in.channels(), n);
      }
      channel += in.channels();
    }
  }

  private static void copy(
      Tensor from, int fromChannel, Tensor to, int toChannel, int channels, int n) {
    for (int y = 0; y < to.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        int source = from.at(n, y, x) + fromChannel;
        System.arraycopy(from.values(), source, to.values(), to.at(n, y, x) + toChannel, channels);
      }
    }
  }

  @Override
  public void backward(int count) {
    int channel = 0;
    for (int i = 0; i < ins.size(); i++) {
      int channels = ins.get(i).channels();
      for (int n = 0; dIns.get(i) != null && n < count; n++) {
        copy(dOut, channel, dIns.get(i), 0, channels, n);
      }
      channel += channels;
    }
  }
}
