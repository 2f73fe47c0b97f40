package io.espalier.compression.model.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import io.espalier.compression.data.Cifar10;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Mnist;
import io.espalier.compression.data.PixelScale;
import io.espalier.compression.model.onnx.Oracle.End;
import io.espalier.compression.model.onnx.Oracle.Order;
import io.espalier.kernels.format.Float32;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Sgd;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import io.espalier.kernels.net.Updater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three networks that PyTorch trained and exported. */
class SharedModelsTest {
  private static final int BATCH = 64;

  private static Path model(String name) {
    String given = System.getenv("ESPALIER_SHARED");
    Path folder =
        given == null ? Path.of("").toAbsolutePath().resolve("../../shared") : Path.of(given);
    Path file = folder.resolve("models").resolve(name).normalize();
    assumeTrue(Files.exists(file), "no " + file + "; set ESPALIER_SHARED");
    return file;
  }

  @Test
  void leNet5HasItsLayersAndNames() {
    Imported leNet = OnnxModel.read(model("lenet5.onnx"));
    assertEquals(new Shape(28, 28, 1), leNet.graph().input());
    assertEquals(10, leNet.graph().classes());
    assertEquals(List.of("conv1", "conv2", "fc1", "fc2"), leNet.graph().weighted());
    assertEquals(431_080, leNet.parameters().trainedCount());
    assertEquals(2_293_000, leNet.graph().macs());
  }

  @Test
  void resNet20sShortcutsAreConstant() {
    Imported resNet = OnnxModel.read(model("resnet20.onnx"));
    Graph graph = resNet.graph();
    assertEquals(20, graph.weighted().size());
    assertEquals(269_722, resNet.parameters().trainedCount());
    assertEquals(40_551_040, graph.macs());
    assertTrue(graph.weighted().contains("layer1.0.conv1"), graph.weighted().toString());
    int weights = 0;
    int ones = 0;
    for (Slot slot : graph.slots()) {
      if (slot.role() == Role.CONSTANT_WEIGHT) {
        assertTrue(slot.node().endsWith(".short"), slot.toString());
        weights += slot.size();
        for (float weight : resNet.parameters().get(slot)) {
          ones += weight == 1 ? 1 : 0;
        }
      }
    }
    assertEquals(2_560, weights);
    assertEquals(48, ones);
  }

  @Test
  void nodesAreNamedAfterTheModulesOfPyTorch() {
    Graph graph = OnnxModel.graph(model("resnet20.onnx"));
    assertEquals(List.of("layer2.2.Relu_1"), graph.node("layer3.0.short").inputs());
    assertEquals(List.of("layer1.0.conv1"), graph.node("layer1.0.bn1").inputs());
    assertEquals(List.of("layer1.0.bn2", "Relu"), graph.node("layer1.0.Add").inputs());
    assertTrue(graph.node("linear").inputs().contains("gap.GlobalAveragePool"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5.onnx", "vgg7-quarter.onnx", "resnet20.onnx"})
  void logitsAreOnnxruntimes(String name, @TempDir Path folder) throws IOException, OrtException {
    byte[] content = Files.readAllBytes(model(name));
    Oracle.check(content, folder, new Random(7), Order.CHANNELS_FIRST, End.LOGITS);
  }

  /** A shortcut of zeros and ones stays what it is, whatever the rest learns. */
  @Test
  void trainingLeavesConstantsAlone() {
    Imported resNet = OnnxModel.read(model("resnet20.onnx"));
    float[] before = resNet.parameters().get("layer2.0.short", Role.CONSTANT_WEIGHT).clone();
    float[] learned = resNet.parameters().get("layer2.0.conv1", Role.WEIGHT).clone();
    Program program = Program.training(resNet.graph(), 4);
    program.load(resNet.parameters());
    float[] images = Oracle.images(resNet.graph().input(), new Random(3));
    program.forwardBackward(images, new int[] {0, 1, 2, 3}, 0, new byte[4], 4);
    Sgd optimizer = new Sgd(0.1, 0, false, 0.01);
    new Updater(optimizer).step(program.parameters(), program.gradients(), 0.1);
    assertArrayEquals(before, program.parameters().get("layer2.0.short", Role.CONSTANT_WEIGHT));
    float[] after = program.parameters().get("layer2.0.conv1", Role.WEIGHT);
    assertFalse(Arrays.equals(learned, after));
  }

  /** What learns nothing has no input to quantize. */
  @Test
  void onlyLearnedLayersAreObservedAndQuantized() {
    Imported resNet = OnnxModel.read(model("resnet20.onnx"));
    Program program = Program.inference(resNet.graph(), 2);
    program.load(resNet.parameters());
    float[] images = Oracle.images(resNet.graph().input(), new Random(3));
    List<String> seen = new ArrayList<>();
    program.observe(images, 0, 2, (node, values, from, to) -> seen.add(node));
    assertEquals(resNet.graph().weighted(), seen);
    assertThrows(
        IllegalArgumentException.class,
        () -> program.quantizeInput("layer2.0.short", new Float32()));
  }

  @Test
  void leNet5ScoresWhatPyTorchMeasured() {
    assertEquals(99.25, top1("lenet5.onnx", new Mnist(Optional.empty()), PixelScale.unit(1)), 0.03);
  }

  @Test
  void vgg7ScoresWhatPyTorchMeasured() {
    PixelScale scale =
        PixelScale.normalized(
            new float[] {0.4914f, 0.4822f, 0.4465f}, new float[] {0.2470f, 0.2435f, 0.2616f});
    assertEquals(80.95, top1("vgg7-quarter.onnx", new Cifar10(Optional.empty()), scale), 0.03);
  }

  @Test
  void resNet20ScoresWhatPyTorchMeasured() {
    PixelScale scale =
        PixelScale.normalized(
            new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});
    assertEquals(81.03, top1("resnet20.onnx", new Cifar10(Optional.empty()), scale), 0.03);
  }

  /** Per cent of the test images. */
  private static double top1(String name, DatasetSource source, PixelScale scale) {
    Path file = model(name);
    assumeTrue(
        System.getenv("ESPALIER_DATA") != null, "ESPALIER_DATA does not say where images are");
    Images images = source.load().test();
    Imported network = OnnxModel.read(file);
    Program program = Program.inference(network.graph(), BATCH);
    program.load(network.parameters());
    int correct = 0;
    float[] pixels = new float[BATCH * images.shape().volume()];
    for (int from = 0; from < images.count(); from += BATCH) {
      int count = Math.min(BATCH, images.count() - from);
      images.decode(from, count, scale, pixels);
      correct += correct(program.infer(pixels, 0, count), images, from, count);
    }
    System.out.println(name + ": " + correct + " of " + images.count());
    return 100.0 * correct / images.count();
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
