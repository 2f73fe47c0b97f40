package io.espalier.jobs.dl4j;

import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import java.io.Serializable;

/** The images of a training, as the driver and each executor get them. */
public interface TrainingImages extends Serializable {
  /** All of them; held by the process. */
  Splits splits();

  /** What the network wants done to their pixels. */
  PixelScale scale();
}
