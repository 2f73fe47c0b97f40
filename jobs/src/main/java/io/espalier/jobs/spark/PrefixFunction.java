package io.espalier.jobs.spark;

import io.espalier.compression.trial.PlannedPrefix;
import java.io.Serializable;

/** Takes the steps of one prefix on one thread, in the executor. */
@FunctionalInterface
public interface PrefixFunction extends Serializable {
  /**
   * @param prefix what to do
   * @param from the bytes of the network that its parent left; shared, not to be written to
   * @return the network to keep, or why there is none
   * @throws Exception whatever goes wrong; the trials that begin with these steps fail with it
   */
  PrefixOutcome train(PlannedPrefix prefix, byte[] from) throws Exception;
}
