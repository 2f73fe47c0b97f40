package io.espalier.compression.pipeline;

import io.espalier.compression.train.TrainingHooks;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Updater;

/** Trains with small inputs of layers set to zero, and does what other hooks do besides. */
record PrunedInputs(Network network, TrainingHooks then) implements TrainingHooks {
  /** The hooks themselves if no input of the network is pruned. */
  static TrainingHooks of(Network network, TrainingHooks hooks) {
    return network.inputThresholds().isEmpty() ? hooks : new PrunedInputs(network, hooks);
  }

  @Override
  public void epochStarts(int epoch, Program training, Program evaluation) {
    network.inputThresholds().forEach(training::pruneInput);
    network.inputThresholds().forEach(evaluation::pruneInput);
    then.epochStarts(epoch, training, evaluation);
  }

  @Override
  public void stepStarts(int step, int steps, Parameters p, Updater updater) {
    then.stepStarts(step, steps, p, updater);
  }

  @Override
  public void substitute(Parameters p) {
    then.substitute(p);
  }

  @Override
  public void restore(Parameters p, Parameters g) {
    then.restore(p, g);
  }

  @Override
  public void restore(Parameters p) {
    then.restore(p);
  }

  @Override
  public void updated(Parameters p) {
    then.updated(p);
  }

  @Override
  public void epochKept() {
    then.epochKept();
  }
}
