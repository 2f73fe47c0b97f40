package io.espalier.jobs.dl4j;

import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Images that this process has, for trainings that do not leave it. */
record HeldImages(String digest) implements TrainingImages {
  private static final ConcurrentMap<String, Splits> HELD = new ConcurrentHashMap<>();

  static HeldImages of(Splits splits) {
    HELD.put(splits.digest(), splits);
    return new HeldImages(splits.digest());
  }

  @Override
  public Splits splits() {
    return HELD.get(digest);
  }

  @Override
  public PixelScale scale() {
    return PixelScale.unit(splits().train().shape().channels());
  }
}
