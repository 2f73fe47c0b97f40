package io.espalier.compression.trial;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.model.ModelSource;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import java.util.function.Function;

/**
 * What a trained network is worth as it came, before anything is done to it.
 *
 * @param accuracy over every image of one split
 * @param parameters the numbers that are trained, constants and running statistics apart
 * @param macs multiply-accumulates of one image
 * @param imagesPerSecond on one thread, decoding of pixels included
 */
public record Appraisal(Accuracy accuracy, long parameters, long macs, double imagesPerSecond) {
  /**
   * Runs a network over one split of a data set, on the calling thread.
   *
   * @param split picks the images, such as {@code Splits::test}
   * @throws IllegalArgumentException if the images do not fit the network, with both shapes or
   *     counts
   * @throws ArithmeticException if a logit is not finite, naming the image
   */
  public static Appraisal of(ModelSource model, Splits splits, Function<Splits, Images> split) {
    Graph graph = model.graph(splits.train().shape(), splits.classes());
    Fit.check(graph, splits);
    var parameters = model.start(splits.train().shape(), splits.classes(), 0);
    PixelScale scale = Scales.of(model, splits);
    Program program = Program.inference(graph, InferenceBatch.of(graph));
    program.load(parameters);
    Images images = split.apply(splits);
    // Not timed: the first batch is where the code is compiled.
    Evaluation.of(program, images.slice(0, Math.min(images.count(), program.batch())), scale);
    long from = System.nanoTime();
    Accuracy accuracy = Evaluation.of(program, images, scale);
    double seconds = (System.nanoTime() - from) / 1e9;
    return new Appraisal(
        accuracy, parameters.trainedCount(), graph.macs(), accuracy.images() / seconds);
  }
}
