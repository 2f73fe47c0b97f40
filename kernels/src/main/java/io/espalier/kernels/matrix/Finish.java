package io.espalier.kernels.matrix;

import java.util.Arrays;

/**
 * What happens to the sum of output channel c before it is stored: max({@code floor}, sum ·
 * scale[c] + shift[c]), multiplied and added with one rounding; NaN stays NaN.
 *
 * <p>A bias is a shift, a batch norm of inference a scale and a shift, a ReLU a floor of 0. The
 * arrays are padded to whole panels and may be rewritten in place.
 *
 * @param scale factor per channel, 1 where there is none
 * @param shift addend per channel
 * @param floor the smallest value stored, −∞ for none
 */
public record Finish(float[] scale, float[] shift, float floor) {
  /** Scale 1, shift 0 for {@code channels} outputs. */
  public static Finish plain(int channels, float floor) {
    int padded = (channels + Panel.WIDTH - 1) / Panel.WIDTH * Panel.WIDTH;
    float[] scale = new float[padded];
    Arrays.fill(scale, 1);
    return new Finish(scale, new float[padded], floor);
  }

  /** The same arrays with another floor. */
  public Finish withFloor(float other) {
    return new Finish(scale, shift, other);
  }
}
