package io.espalier.jobs.spark;

import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Splits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images of a process: read once, shared by every trial that runs in it. The one static holder of
 * the project; what it holds is never written to.
 */
final class ImageCache {
  private static final Map<DatasetSource, Splits> SPLITS = new ConcurrentHashMap<>();

  private ImageCache() {}

  /** The images of a source, loaded by the first that asks while the others wait. */
  static Splits of(DatasetSource source) {
    return SPLITS.computeIfAbsent(source, DatasetSource::load);
  }
}
