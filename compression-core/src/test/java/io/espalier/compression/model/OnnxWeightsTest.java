package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.compression.data.Cifar10;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Mnist;
import io.espalier.compression.data.PixelScale;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Networks trained elsewhere score here what was measured there. */
class OnnxWeightsTest {
  private static final int BATCH = 64;

  @Test
  void leNet5ScoresWhatPyTorchMeasured() throws IOException {
    LeNet5 model = new LeNet5(Normalization.NONE);
    assertEquals(9925, correct(model, "lenet5.onnx", new Mnist(Optional.empty())));
  }

  @Test
  void vgg7ScoresWhatPyTorchMeasured() throws IOException {
    Normalization normalize =
        new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));
    Vgg7 model = new Vgg7(0.25, normalize);
    assertEquals(8095, correct(model, "vgg7-quarter.onnx", new Cifar10(Optional.empty())));
  }

  private static int correct(ModelSource model, String file, DatasetSource source)
      throws IOException {
    assumeTrue(
        System.getenv("ESPALIER_DATA") != null, "ESPALIER_DATA does not say where images are");
    Optional<Path> shared = OnnxWeights.shared();
    assumeTrue(shared.isPresent(), "there is no folder of shared models");
    Images images = source.load().test();
    Graph graph = model.graph(images.shape(), 10);
    Program program = Program.inference(graph, BATCH);
    program.load(OnnxWeights.read(shared.get().resolve("models").resolve(file)).of(graph));
    int correct = 0;
    float[] pixels = new float[BATCH * images.shape().volume()];
    for (int from = 0; from < images.count(); from += BATCH) {
      int count = Math.min(BATCH, images.count() - from);
      images.decode(from, count, scale(model, images), pixels);
      correct += correct(program.infer(pixels, 0, count), images, from, count);
    }
    return correct;
  }

  private static PixelScale scale(ModelSource model, Images images) {
    int channels = images.shape().channels();
    return PixelScale.normalized(
        model.normalize().means(channels), model.normalize().deviations(channels));
  }

  private static int correct(float[] logits, Images images, int from, int count) {
    int correct = 0;
    for (int n = 0; n < count; n++) {
      int best = 0;
      for (int c = 1; c < 10; c++) {
        best = logits[n * 10 + c] > logits[n * 10 + best] ? c : best;
      }
      correct += best == images.label(from + n) ? 1 : 0;
    }
    return correct;
  }
}
