package io.espalier.jobs.result;

import io.espalier.compression.trial.KeptCodec;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The networks kept after the first steps of trials: {@code prefixes/<id>.bin} each. A damaged one
 * is set aside as {@code prefixes/<id>.damaged}.
 */
public final class PrefixFiles {
  static final String FOLDER = "prefixes";
  private static final String NETWORK = ".bin";
  private static final String DAMAGED = ".damaged";

  private final Folder folder;

  PrefixFiles(Folder folder) {
    this.folder = folder;
  }

  /** Whether a network is kept, sound or not. */
  public boolean has(String id) {
    try {
      return folder.has(file(id, NETWORK));
    } catch (IOException e) {
      throw failure(id, e);
    }
  }

  /**
   * A kept network.
   *
   * @throws DamagedFileException if it is not what was written
   */
  public Optional<byte[]> find(String id) {
    try {
      Optional<byte[]> bytes = folder.read(file(id, NETWORK));
      bytes.ifPresent(found -> check(id, found));
      return bytes;
    } catch (IOException e) {
      throw failure(id, e);
    }
  }

  private void check(String id, byte[] bytes) {
    try {
      KeptCodec.check(id, bytes);
    } catch (IOException e) {
      throw new DamagedFileException(
          folder.nameOf(file(id, NETWORK)), "the kept network of " + id, e.getMessage(), e);
    }
  }

  /** Keeps a network. If somebody was faster, theirs counts: it has the same bits. */
  public void store(String id, byte[] network) {
    try {
      folder.create(file(id, NETWORK), network);
    } catch (IOException e) {
      throw failure(id, e);
    }
  }

  /** Moves a damaged network out of the way, over one that was damaged before. */
  public void setAside(String id) {
    try {
      Optional<byte[]> bytes = folder.read(file(id, NETWORK));
      if (bytes.isPresent()) {
        folder.replace(file(id, DAMAGED), bytes.get());
        folder.remove(file(id, NETWORK));
      }
    } catch (IOException e) {
      throw failure(id, e);
    }
  }

  /** All kept networks, damaged ones that were set aside among them: file name to bytes. */
  public SortedMap<String, Long> sizes() {
    try {
      return folder.sizes(FOLDER);
    } catch (IOException e) {
      throw new StoreException(folder.nameOf(FOLDER) + ": " + TrialFiles.reason(e), e);
    }
  }

  /** Removes a kept network; fine if there is none. Whoever needs it trains it again. */
  public void remove(String id) {
    removeFile(id + NETWORK);
  }

  /** Removes a file named by {@link #sizes}. */
  public void removeFile(String name) {
    try {
      folder.remove(FOLDER + "/" + name);
    } catch (IOException e) {
      throw new StoreException(folder.nameOf(FOLDER + "/" + name) + ": " + TrialFiles.reason(e), e);
    }
  }

  private static String file(String id, String suffix) {
    return FOLDER + "/" + id + suffix;
  }

  private StoreException failure(String id, IOException e) {
    return new StoreException(folder.nameOf(file(id, NETWORK)) + ": " + TrialFiles.reason(e), e);
  }
}
