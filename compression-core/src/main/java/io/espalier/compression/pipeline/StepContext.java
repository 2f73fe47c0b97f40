package io.espalier.compression.pipeline;

import io.espalier.compression.train.TrainingData;
import io.espalier.kernels.net.Parameters;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What a step may draw on besides the network.
 *
 * @param calibration training images for observing activations
 * @param data what training sees
 * @param initial the weights that the network started from
 * @param log told what trainings come to
 * @param seed the seed of this step of this trial
 * @param phase told when a step goes from one phase to the next, so that a failure can name it
 */
public record StepContext(
    CalibrationImages calibration,
    TrainingData data,
    InitialWeights initial,
    TrainingLog log,
    long seed,
    Consumer<String> phase) {
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

  /** Weights of the same network before it was trained. */
  public interface InitialWeights {
    /**
     * Those that the trial's network was trained from, to the bit.
     *
     * @throws IllegalArgumentException if it came trained
     */
    Parameters original();

    /**
     * Those after so many steps of the training of the trial's network, to the bit; that part of
     * the training is done again.
     *
     * @throws IllegalArgumentException if it came trained, or was trained for fewer steps
     */
    Parameters after(int iterations);

    /**
     * Others from the same distribution.
     *
     * @throws IllegalArgumentException if the network came trained
     */
    Parameters drawn(long seed);
  }

  /** A seed for one use of several in this step. */
  long seed(String purpose, int number) {
    return new SplittableRandom(seed ^ ((long) purpose.hashCode() << 32) ^ number).nextLong();
  }
}
