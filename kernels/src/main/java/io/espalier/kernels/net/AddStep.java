package io.espalier.kernels.net;

import io.espalier.kernels.simd.RowKernels;
import java.util.List;

/** The sum of tensors. */
record AddStep(List<Tensor> ins, Tensor out, List<Tensor> dIns, Tensor dOut, RowKernels rows)
    implements Step {
  @Override
  public void forward(int count) {
    for (int n = 0; n < count; n++) {
      out.copyImage(ins.get(0), n);
      for (int i = 1; i < ins.size(); i++) {
        add(ins.get(i), out, n, rows);
      }
    }
  }

  /** to += from for one image. */
  static void add(Tensor from, Tensor to, int n, RowKernels rows) {
    for (int y = 0; y < to.height(); y++) {
      rows.add(from.values(), from.row(n, y), to.values(), to.row(n, y), to.layout().row());
    }
  }

  @Override
  public void backward(int count) {
    for (int i = 0; i < dIns.size(); i++) {
      for (int n = 0; dIns.get(i) != null && n < count; n++) {
        dIns.get(i).copyImage(dOut, n);
      }
    }
  }
}
