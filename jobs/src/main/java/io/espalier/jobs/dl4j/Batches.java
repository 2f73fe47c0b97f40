package io.espalier.jobs.dl4j;

import io.espalier.compression.data.Images;
import io.espalier.kernels.net.Shape;
import org.apache.spark.api.java.function.Function;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes Deeplearning4j's batches of the images that an executor holds: only indexes travel. */
final class Batches implements Function<int[], DataSet> {
  private static final long serialVersionUID = 1;

  private final TrainingImages source;
  private final int classes;

  /**
   * @param classes outputs of the network
   */
  Batches(TrainingImages source, int classes) {
    this.source = source;
    this.classes = classes;
  }

  @Override
  public DataSet call(int[] chosen) {
    Images images = source.splits().train();
    Shape shape = images.shape();
    float[] pixels = new float[chosen.length * shape.volume()];
    images.decode(chosen, 0, chosen.length, source.scale(), pixels);
    float[] labels = new float[chosen.length * classes];
    for (int i = 0; i < chosen.length; i++) {
      labels[i * classes + images.label(chosen[i])] = 1;
    }
    return new DataSet(
        Nd4j.create(
            planes(pixels, shape),
            new long[] {chosen.length, shape.channels(), shape.height(), shape.width()},
            'c'),
        Nd4j.create(labels, new long[] {chosen.length, classes}, 'c'));
  }

  /** From [n × height × width × channels] to [n × channels × height × width]. */
  static float[] planes(float[] pixels, Shape shape) {
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    float[] planes = new float[pixels.length];
    for (int image = 0; image < pixels.length; image += shape.volume()) {
      for (int p = 0; p < plane; p++) {
        for (int c = 0; c < channels; c++) {
          planes[image + c * plane + p] = pixels[image + p * channels + c];
        }
      }
    }
    return planes;
  }
}
