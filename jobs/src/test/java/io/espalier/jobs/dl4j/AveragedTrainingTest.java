package io.espalier.jobs.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigError;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.Digits;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.Evaluation;
import io.espalier.compression.model.LeNet5;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.model.ResNet;
import io.espalier.compression.model.Trainee;
import io.espalier.compression.model.Vgg7;
import io.espalier.compression.train.Engine;
import io.espalier.compression.train.Training;
import io.espalier.jobs.spark.SparkSessions;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Sgd;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class AveragedTrainingTest {
  private static Training training(String keys) {
    return ConfigReader.parse("{ engine = dl4j-spark, " + keys + " }", Training.class);
  }

  private static JavaSparkContext spark() {
    return SparkSessions.context("averaged", "local[2]", OptionalInt.empty());
  }

  private static Accuracy test(ModelSource model, Parameters weights, Splits splits) {
    Program program = Program.inference(model.graph(splits.train().shape(), splits.classes()), 100);
    program.load(weights);
    return Evaluation.of(program, splits.test(), HeldImages.of(splits).scale());
  }

  @Test
  void workersThatAreAveragedLearnTheDigits() {
    Splits splits = new Digits(4000, 500, 1000, 5).load();
    LeNet5 model = new LeNet5(Normalization.NONE);
    Parameters start = model.start(splits.train().shape(), 10, 3);
    List<AveragedTraining.Epoch> epochs = new ArrayList<>();
    Parameters weights;
    try (JavaSparkContext spark = spark()) {
      weights =
          AveragedTraining.train(
              spark,
              model,
              training("workers = 2, averaging = 8, epochs = 3, batch-size = 32"),
              start,
              HeldImages.of(splits),
              epochs::add);
    }
    assertEquals(3, epochs.size());
    // 125 batches, 16 a round.
    assertEquals(8, epochs.get(0).rounds());
    Accuracy untrained = test(model, start, splits);
    Accuracy trained = test(model, weights, splits);
    assertTrue(untrained.top1() < 0.35, untrained.toString());
    assertTrue(trained.top1() > 0.9, trained.toString());
  }

  @Test
  void aGraphIsTrainedAndWhatIsFixedStaysSo() {
    Images images = random(new Shape(16, 16, 3), 64);
    Splits splits = Splits.of(images, images, images, 10);
    ResNet model = new ResNet(8, Normalization.NONE);
    Parameters start = model.start(splits.train().shape(), 10, 3);
    Parameters weights;
    try (JavaSparkContext spark = spark()) {
      weights =
          AveragedTraining.train(
              spark,
              model,
              training("workers = 3, batch-size = 8, epochs = 1, keep = last"),
              start,
              HeldImages.of(splits),
              epoch -> {});
    }
    for (Slot slot : weights.slots()) {
      boolean changed = !Arrays.equals(start.get(slot), weights.get(slot));
      assertEquals(slot.role() != Role.CONSTANT_WEIGHT, changed, slot.toString());
    }
  }

  @Test
  void oneDnnIsOnAndComputesTheSame() {
    Images images = random(new Shape(32, 32, 3), 16);
    Vgg7 model = new Vgg7(0.25, Normalization.NONE);
    Sgd sgd = new Sgd(0.01, 0.9, true, 0);
    Parameters start = model.start(images.shape(), 10, 3);
    Trainee plain = Trainee.of(model, images.shape(), 10, start, sgd);
    Trainee fast = Trainee.of(model, images.shape(), 10, start, sgd);
    OneDnn.switchOn(fast.network());
    DataSet batch =
        new Batches(HeldImages.of(Splits.of(images, images, images, 10)), 10)
            .call(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    int helped = 0;
    for (var layer : ((MultiLayerNetwork) fast.network()).getLayers()) {
      boolean convolves = layer.getClass().getSimpleName().equals("ConvolutionLayer");
      if (convolves) {
        assertNotNull(layer.getHelper(), layer.toString());
      }
      helped += layer.getHelper() == null ? 0 : 1;
    }
    assertTrue(helped >= 6, helped + " layers with a helper");
    for (Trainee each : List.of(plain, fast)) {
      ((MultiLayerNetwork) each.network()).fit(batch);
      ((MultiLayerNetwork) each.network()).fit(batch);
    }
    Parameters expected = plain.parameters();
    Parameters found = fast.parameters();
    for (Slot slot : expected.slots()) {
      float largest = 0;
      for (float value : expected.get(slot)) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < slot.size(); i++) {
        assertEquals(
            expected.get(slot)[i], found.get(slot)[i], 1e-4f * largest + 1e-7f, slot.toString());
      }
    }
  }

  private static Images random(Shape shape, int count) {
    byte[] pixels = new byte[count * shape.volume()];
    new Random(7).nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    return new Images(shape, pixels, labels);
  }

  @Test
  void pixelsBecomePlanes() {
    float[] pixels = {1, 2, 3, 4, 5, 6, 7, 8};
    float[] planes = Batches.planes(pixels, new Shape(1, 2, 2));
    assertEquals("[1.0, 3.0, 2.0, 4.0, 5.0, 7.0, 6.0, 8.0]", Arrays.toString(planes));
  }

  @Test
  void whatTrainsIsLeftOutOfTheTextUnlessItIsSaid() {
    Training own = ConfigReader.parse("{ epochs = 3 }", Training.class);
    assertEquals(Engine.OWN, own.engine());
    assertEquals("{\"epochs\":3}", Canonical.text(own));
    assertEquals(
        "{\"engine\":\"dl4j-spark\",\"workers\":2}", Canonical.text(training("workers = 2")));
  }

  @Test
  void mistakesAreNamedWithTheirKeys() {
    for (List<String> each :
        List.of(
            List.of("{ engine = dl4j }", "engine: ", "own, dl4j-spark"),
            List.of("{ engine = dl4j-spark }", "workers: ", "must be given"),
            List.of("{ engine = dl4j-spark, workers = 0 }", "workers: ", "at least 1, got 0"),
            List.of("{ engine = dl4j-spark, workers = 1, averaging = 0 }", "averaging: ", "got 0"),
            List.of("{ workers = 2 }", "workers: ", "is for engine = dl4j-spark"),
            List.of(
                "{ engine = dl4j-spark, workers = 1, augmentation { type = pad-flip } }",
                "augmentation: ",
                "must be none"),
            List.of(
                "{ engine = dl4j-spark, workers = 1, penalty { type = l1, lambda = 1 } }",
                "penalty: ",
                "must be none"))) {
      String message =
          assertThrows(ConfigError.class, () -> ConfigReader.parse(each.get(0), Training.class))
              .getMessage();
      assertTrue(message.contains(each.get(1)) && message.contains(each.get(2)), message);
    }
  }
}
