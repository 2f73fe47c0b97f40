package io.espalier.compression.pipeline;

import java.util.function.Consumer;

/**
 * What a step may draw on besides the network.
 *
 * @param calibration training images for observing activations
 * @param seed the seed of this step of this trial
 * @param phase told when a step goes from one phase to the next, so that a failure can name it
 */
public record StepContext(CalibrationImages calibration, long seed, Consumer<String> phase) {
  /** Training images, normalised as the network wants them. */
  @FunctionalInterface
  public interface CalibrationImages {
    /**
     * The first so many calibration images.
     *
     * @return [count × height × width × channels]; shorter if the training set is smaller
     */
    float[] first(int count);
  }
}
