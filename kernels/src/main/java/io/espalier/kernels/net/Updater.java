package io.espalier.kernels.net;

import io.espalier.kernels.simd.NetKernels;
import io.espalier.kernels.simd.RowKernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An optimiser at work: its momenta and its masks. Mutable; one for each training.
 *
 * <p>A masked value is exactly +0 after every step, whatever momentum or decay say, and so are its
 * momenta.
 */
public final class Updater {
  private final Optimizer optimizer;
  private final RowKernels rows = NetKernels.fastest().rows();
  private final Map<Slot, float[]> masks = new HashMap<>();
  private final List<State> states = new ArrayList<>();
  private int steps;

  /** What is kept for one slot: one or two momenta, and its mask of 0 and 1, or null. */
  private record State(Slot slot, float[] first, float[] second, float[] keep) {
    State withMask(float[] mask) {
      return new State(slot, first, second, mask);
    }
  }

  /** Fresh momenta, no masks. */
  public Updater(Optimizer optimizer) {
    this.optimizer = optimizer;
  }

  /** The optimiser at work. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /**
   * Keeps values of a slot at zero from the next step on.
   *
   * @param keep 0 where the value stays 0, anything else where it is free; copied
   */
  public void mask(Slot slot, float[] keep) {
    if (keep.length != slot.size()) {
      throw new IllegalArgumentException(
          slot + " takes a mask of " + slot.size() + " values, got " + keep.length);
    }
    float[] gate = new float[keep.length];
    for (int i = 0; i < keep.length; i++) {
      gate[i] = keep[i] == 0 ? 0 : 1;
    }
    masks.put(slot, gate);
    applyMasks();
  }

  /** Frees all values again. */
  public void clearMasks() {
    masks.clear();
    applyMasks();
  }

  private void applyMasks() {
    states.replaceAll(state -> state.withMask(masks.get(state.slot())));
  }

  /** One step with the optimiser's own learning rate. */
  public void step(Parameters p, Parameters g) {
    step(p, g, optimizer.learningRate());
  }

  /**
   * One step: changes p in place.
   *
   * @param p parameters; running statistics are left alone
   * @param g their gradients
   * @param learningRate step size
   */
  public void step(Parameters p, Parameters g, double learningRate) {
    p.checkSameSlots(g);
    if (states.isEmpty()) {
      start(p);
    }
    steps++;
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      step(state, p.get(state.slot()), g.get(state.slot()), (float) learningRate);
    }
  }

  private void start(Parameters p) {
    boolean two = optimizer instanceof Adam;
    for (Slot slot : p.slots()) {
      if (slot.role().isTrained()) {
        float[] first = new float[slot.size()];
        float[] second = two ? new float[slot.size()] : first;
        states.add(new State(slot, first, second, masks.get(slot)));
      }
    }
  }

  private void step(State state, float[] w, float[] g, float rate) {
    float decay = state.slot().role() == Role.WEIGHT ? (float) optimizer.weightDecay() : 0;
    if (optimizer instanceof Sgd sgd) {
      descend(sgd, w, g, state.first(), rate, decay);
    } else {
      adapt((Adam) optimizer, w, g, state.first(), state.second(), rate, decay);
    }
    if (state.keep() != null) {
      clear(state, w);
    }
  }

  private static void descend(Sgd sgd, float[] w, float[] g, float[] v, float rate, float decay) {
    float momentum = (float) sgd.momentum();
    if (sgd.nesterov()) {
      for (int i = 0; i < w.length; i++) {
        float gradient = Math.fma(decay, w[i], g[i]);
        v[i] = Math.fma(momentum, v[i], gradient);
        w[i] = Math.fma(-rate, Math.fma(momentum, v[i], gradient), w[i]);
      }
    } else {
      for (int i = 0; i < w.length; i++) {
        v[i] = Math.fma(momentum, v[i], Math.fma(decay, w[i], g[i]));
        w[i] = Math.fma(-rate, v[i], w[i]);
      }
    }
  }

  private void adapt(
      Adam adam, float[] w, float[] g, float[] m, float[] v, float rate, float decay) {
    float beta1 = (float) adam.beta1();
    float beta2 = (float) adam.beta2();
    float epsilon = (float) adam.epsilon();
    float step = (float) (rate / (1 - StrictMath.pow(adam.beta1(), steps)));
    float unbias = (float) (1 / Math.sqrt(1 - StrictMath.pow(adam.beta2(), steps)));
    for (int i = 0; i < w.length; i++) {
      float gradient = Math.fma(decay, w[i], g[i]);
      m[i] = Math.fma(beta1, m[i], (1 - beta1) * gradient);
      v[i] = Math.fma(beta2, v[i], (1 - beta2) * gradient * gradient);
      float root = (float) Math.sqrt(v[i]) * unbias;
      w[i] -= step * m[i] / (root + epsilon);
    }
  }

  private void clear(State state, float[] w) {
    rows.gate(state.keep(), 0, w, 0, w.length);
    rows.gate(state.keep(), 0, state.first(), 0, w.length);
    if (state.second() != state.first()) {
      rows.gate(state.keep(), 0, state.second(), 0, w.length);
    }
  }
}
