package io.espalier.jobs.result;

import java.io.Serializable;

/**
 * A trained network as it is stored.
 *
 * @param id the identity of its specification
 * @param digest SHA-256 of the network's bytes
 * @param facts what was measured on it
 * @param network its bytes; not to be written to
 */
public record StoredBaseline(String id, String digest, BaselineFacts facts, byte[] network)
    implements Serializable {
  /** The same baseline where trials have taken their first steps from it. */
  public StoredBaseline after(String prefixId, byte[] kept) {
    return new StoredBaseline(prefixId, digest, facts, kept);
  }

  /** What a row of {@code trials} says about it. */
  public TrialRow.BaselineUse use() {
    return new TrialRow.BaselineUse(digest, facts);
  }
}
