package io.espalier.compression.model.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Runs a model here and in onnxruntime. */
final class Oracle {
  static final int IMAGES = 5;
  private static final float TOLERANCE = 1e-4f;

  private Oracle() {}

  /** How images are laid out in the ONNX model. */
  enum Order {
    CHANNELS_FIRST,
    CHANNELS_LAST
  }

  /** Whether the model ends in a softmax, which we leave out. */
  enum End {
    LOGITS,
    SOFTMAX
  }

  /** Reads a model from memory. */
  static Imported read(byte[] model, Path folder) throws IOException {
    Path file = Files.write(Files.createTempFile(folder, "model", ".onnx"), model);
    return OnnxModel.read(file);
  }

  /** Holds our outputs on random images to onnxruntime's. */
  static void check(byte[] model, Path folder, Random random, Order order, End end)
      throws IOException, OrtException {
    Imported ours = read(model, folder);
    check(ours, model, images(ours.graph().input(), random), order, end);
  }

  private static void check(Imported ours, byte[] model, float[] images, Order order, End end)
      throws OrtException {
    Shape shape = ours.graph().input();
    float[][] expected = theirs(model, images, shape, order);
    Program program = Program.inference(ours.graph(), IMAGES);
    program.load(ours.parameters());
    float[] logits = program.infer(images, 0, IMAGES);
    int classes = ours.graph().classes();
    for (int n = 0; n < IMAGES; n++) {
      assertEquals(expected[n].length, classes);
      float[] row = Arrays.copyOfRange(logits, n * classes, (n + 1) * classes);
      compare(end == End.SOFTMAX ? softmax(row) : row, expected[n]);
    }
  }

  private static void compare(float[] found, float[] expected) {
    float scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      float error = Math.abs(found[i] - expected[i]) / scale;
      assertTrue(error <= TOLERANCE, "output " + i + ": " + found[i] + ", not " + expected[i]);
    }
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] result = new float[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return result;
  }

  static float[] images(Shape shape, Random random) {
    float[] images = new float[IMAGES * shape.volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = 6 * random.nextFloat() - 3;
    }
    return images;
  }

  /** What onnxruntime gives for images that are height × width × channels here. */
  private static float[][] theirs(byte[] model, float[] images, Shape shape, Order order)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = tensor(environment, session, images, shape, order);
          OrtSession.Result result =
              session.run(Map.of(session.getInputNames().iterator().next(), input))) {
        return rows(((OnnxTensor) result.get(0)).getFloatBuffer());
      }
    }
  }

  private static float[][] rows(FloatBuffer values) {
    float[][] rows = new float[IMAGES][values.remaining() / IMAGES];
    for (float[] row : rows) {
      values.get(row);
    }
    return rows;
  }

  private static OnnxTensor tensor(
      OrtEnvironment environment, OrtSession session, float[] images, Shape shape, Order order)
      throws OrtException {
    TensorInfo info = (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
    int rank = info.getShape().length;
    int h = shape.height();
    int w = shape.width();
    int c = shape.channels();
    if (rank == 2) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), new long[] {IMAGES, c});
    }
    return order == Order.CHANNELS_LAST
        ? OnnxTensor.createTensor(
            environment, FloatBuffer.wrap(images), new long[] {IMAGES, h, w, c})
        : OnnxTensor.createTensor(
            environment,
            FloatBuffer.wrap(channelsFirst(images, shape)),
            new long[] {IMAGES, c, h, w});
  }

  private static float[] channelsFirst(float[] images, Shape shape) {
    float[] result = new float[images.length];
    int pixels = shape.pixels();
    int channels = shape.channels();
    for (int i = 0; i < images.length; i++) {
      int image = i / shape.volume();
      int pixel = i / channels % pixels;
      result[image * shape.volume() + i % channels * pixels + pixel] = images[i];
    }
    return result;
  }
}
