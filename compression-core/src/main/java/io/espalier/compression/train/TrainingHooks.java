package io.espalier.compression.train;

import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Updater;

/**
 * What a method of compression does while a network trains: rounds the weights that the forward
 * pass sees, changes masks. Every method does nothing unless overridden.
 */
public interface TrainingHooks {
  /** Plain training. */
  TrainingHooks NONE = new TrainingHooks() {};

  /** Before each epoch, with the weights as the optimiser left them. */
  default void epochStarts(int epoch, Program training, Program evaluation) {}

  /**
   * Before each step.
   *
   * @param step from 0, over all epochs
   * @param steps all of them
   * @param p the weights, which may be changed in place
   */
  default void stepStarts(int step, int steps, Parameters p, Updater updater) {}

  /** Puts what the forward pass is to see in the place of the weights. */
  default void substitute(Parameters p) {}

  /** Puts the weights back; {@code g} holds the gradients at what the forward pass saw. */
  default void restore(Parameters p, Parameters g) {}

  /** Puts the weights back after an evaluation. */
  default void restore(Parameters p) {}

  /** After each step. */
  default void updated(Parameters p) {}

  /** The epoch that has just ended is the one to keep, until a better one comes. */
  default void epochKept() {}
}
