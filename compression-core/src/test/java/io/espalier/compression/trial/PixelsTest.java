package io.espalier.compression.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.data.Images;
import io.espalier.compression.data.Splits;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.train.Augmentation;
import io.espalier.compression.train.Training;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The data set holds pixels; normalisation is the model's, augmentation is training's. */
class PixelsTest {
  private static final String SPEC =
      """
      model { type = lenet5, normalize { mean = [0.3], std = [0.25] } }
      dataset { type = digits, train = 300, validation = 100, test = 100 }
      training {
        epochs = 1
        optimizer { type = sgd, learning-rate = 0.02 }
        augmentation { type = pad-flip, padding = 2 }
      }
      pipeline = [ %s ]
      """;

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(PixelsTest::records)
        : Stream.of(type);
  }

  private static Set<Class<?>> keys(Class<?> type) {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (types.add(component.getType()) && component.getType().isRecord()) {
        types.addAll(keys(component.getType()));
      }
    }
    return types;
  }

  @Test
  void noDataSetHasAKeyForEither() {
    assertTrue(records(DatasetSource.class).count() > 5);
    records(DatasetSource.class)
        .forEach(
            source -> {
              assertFalse(keys(source).contains(Normalization.class), source::getName);
              assertFalse(keys(source).contains(Augmentation.class), source::getName);
            });
    records(ModelSource.class)
        .forEach(
            source -> {
              assertTrue(keys(source).contains(Normalization.class), source::getName);
              assertFalse(keys(source).contains(Augmentation.class), source::getName);
            });
    assertTrue(
        Arrays.stream(Training.class.getRecordComponents())
            .anyMatch(component -> component.getGenericType().toString().contains("Augmentation")));
  }

  private static List<String> digests(Splits splits) {
    return Stream.of(splits.train(), splits.validation(), splits.test())
        .map(Images::digest)
        .toList();
  }

  private static Baseline baseline(TrialSpec trial, Splits splits, Parameters start) {
    BaselineSpec spec = trial.baseline();
    Graph graph = spec.model().graph(splits.train().shape(), splits.classes());
    PlannedBaseline planned = new PlannedBaseline("0123456789abcdef", Canonical.text(spec));
    return BaselineTraining.train(planned, spec, graph, start, splits, epoch -> {});
  }

  private static TrialSpec spec(String text, String pipeline) {
    return ConfigReader.parse(text.formatted(pipeline), TrialSpec.class);
  }

  private static Parameters start(TrialSpec spec, Splits splits) {
    return spec.baseline().model().start(splits.train().shape(), splits.classes(), 1);
  }

  @Test
  void trainingWithBothLeavesThePixelsAlone() throws InterruptedException {
    TrialSpec trial =
        spec(
            SPEC,
            "{ type = fine-tune, epochs = 1, learning-rate = 0.01,"
                + " augmentation { type = pad-flip, padding = 1 } }");
    Splits splits = trial.baseline().dataset().load();
    List<String> before = digests(splits);
    Baseline trained = baseline(trial, splits, start(trial, splits));
    TrialResult result = TrialRunner.run(trial, trained, splits);
    assertEquals(TrialState.SUCCEEDED, result.state(), () -> "" + result.failure());
    assertEquals(before, digests(splits));
    assertEquals(before, digests(trial.baseline().dataset().load()));
    // Validation and test see images as they are: trained again without, another network comes out.
    Baseline plain =
        baseline(spec(SPEC.replaceAll("augmentation .*", ""), ""), splits, start(trial, splits));
    assertNotEquals(plain.parameters(), trained.parameters());
    TrialResult measured = TrialRunner.run(spec(SPEC, ""), trained, splits);
    assertEquals(trained.test(), measured.measured().orElseThrow().test());
  }

  /** (x − mean) / std before the first layer is the same as other weights in it. */
  @Test
  void aNormalisationIsAsGoodAsTheSameInTheFirstLayer() throws InterruptedException {
    TrialSpec normalizing = spec(SPEC, "");
    TrialSpec plain = spec(SPEC.replaceAll("normalize .*", "}"), "");
    Splits splits = normalizing.baseline().dataset().load();
    Baseline trained = baseline(normalizing, splits, start(normalizing, splits));
    Parameters folded = trained.parameters().copy();
    float[] weights = folded.get("conv1", Role.WEIGHT);
    float[] bias = folded.get("conv1", Role.BIAS);
    int filter = weights.length / bias.length;
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= 0.25f;
      bias[i / filter] -= 0.3f * weights[i];
    }
    Baseline same =
        new Baseline(
            trained.id(), trained.graph(), folded, trained.validation(), trained.test(), 1, 0);
    var expected = TrialRunner.run(normalizing, trained, splits).measured().orElseThrow();
    var found = TrialRunner.run(plain, same, splits).measured().orElseThrow();
    assertEquals(expected.test().loss(), found.test().loss(), 1e-4);
    assertEquals(expected.validation().loss(), found.validation().loss(), 1e-4);
    assertNotEquals(
        expected.test().loss(),
        TrialRunner.run(plain, trained, splits).measured().orElseThrow().test().loss(),
        1e-2);
  }
}
