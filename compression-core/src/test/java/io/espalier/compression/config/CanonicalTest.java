package io.espalier.compression.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import io.espalier.compression.config.Samples.Bias;
import io.espalier.compression.config.Samples.Block;
import io.espalier.compression.config.Samples.Format;
import io.espalier.compression.config.Samples.Plain;
import io.espalier.compression.config.Samples.Prune;
import io.espalier.compression.config.Samples.Quantize;
import io.espalier.compression.config.Samples.Rule;
import io.espalier.compression.config.Samples.Step;
import io.espalier.compression.config.Samples.Study;
import io.espalier.compression.config.Samples.Tern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  private static final int ROUND_TRIPS = 2_000;

  @Test
  void keysAreSortedDefaultsLeftOutTypesWritten() {
    Study study =
        new Study(
            "x",
            List.of(
                new Prune(0.50, List.of("é\n\"b\\"), Map.of("z", 1e-9, "a.b", 3.0)),
                new Quantize(
                    new Block(7, 16, Rule.FLOOR_ONE, new Bias(OptionalInt.of(-3))),
                    OptionalInt.of(512),
                    OptionalDouble.empty())),
            Optional.of(Path.of("/data/x")),
            1,
            true,
            Map.of());
    assertEquals(
        "{\"data\":\"/data/x\",\"fold\":true,\"name\":\"x\",\"pipeline\":["
            + "{\"except\":[\"\\u00e9\\u000a\\\"b\\\\\"],\"rates\":{\"a.b\":3,\"z\":1e-9},"
            + "\"sparsity\":0.5,\"type\":\"prune\"},"
            + "{\"format\":{\"bias\":-3,\"mantissa-width\":7,\"rule\":\"floor-one\","
            + "\"type\":\"block\"},\"images\":512,\"type\":\"quantize\"}]}",
        Canonical.text(study));
    assertEquals(study, ConfigReader.parse(Canonical.text(study), Study.class));
  }

  @Test
  void aDefaultThatIsWrittenOutMakesNoDifference() {
    Format shorter = ConfigReader.parse("type = block, mantissa-width = 3", Format.class);
    Format longer =
        ConfigReader.parse(
            "rule = ceil, bias = free, type = block, block-size = 1.6e1, mantissa-width = 3.0",
            Format.class);
    assertEquals("{\"mantissa-width\":3,\"type\":\"block\"}", Canonical.text(shorter));
    assertEquals(Canonical.text(shorter), Canonical.text(longer));
  }

  @Test
  void pathsGiveWayToWhatTheCallerPutsThere() {
    Study study = new Study("x", List.of(), Optional.of(Path.of("/d")), 1, false, Map.of());
    assertEquals(
        "{\"data\":\"sha256:/d\",\"name\":\"x\"}", Canonical.text(study, path -> "sha256:" + path));
  }

  @Test
  void numbersHaveOneText() {
    Map<Double, String> texts = new TreeMap<>();
    texts.put(0.1, "0.1");
    texts.put(2e-3, "0.002");
    texts.put(1e-7, "0.0000001");
    texts.put(1e-8, "1e-8");
    texts.put(3.0, "3");
    texts.put(1e15, "1000000000000000");
    texts.put(1.25e22, "1.25e22");
    texts.put(0.0, "0");
    texts.put(-0.0, "-0.0");
    texts.put(2.2250738585072014e-308, "2.2250738585072014e-308");
    texts.put(Double.MIN_VALUE, "5e-324");
    texts.put(Double.MAX_VALUE, "1.7976931348623157e308");
    texts.forEach((value, text) -> assertEquals(text, CanonicalNumber.text(value)));
    assertThrows(IllegalArgumentException.class, () -> CanonicalNumber.text(Double.NaN));
  }

  @Test
  void resolvedValuesHaveTheSameForm() {
    assertEquals(
        "{\"a\":[0.5,3,true,null,\"x y\"],\"b\":{}}",
        Canonical.text(ConfigFactory.parseString("b {}, a = [0.50, 3.0, true, null, x y]").root()));
  }

  @Test
  void anOptionalTextThatMeansNoneIsRefused() {
    record Note(Optional<String> text) {}
    assertEquals("{}", Canonical.text(new Note(Optional.empty())));
    Note auto = new Note(Optional.of("auto"));
    assertThrows(IllegalArgumentException.class, () -> Canonical.text(auto));
  }

  @Test
  void parsingTheTextGivesTheRecordBack() {
    long seed = Long.getLong("espalier.fuzz.seed", System.nanoTime());
    System.out.println("CanonicalTest: replay with -Despalier.fuzz.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < ROUND_TRIPS; i++) {
      Study study = study(random);
      String text = Canonical.text(study);
      Study back = ConfigReader.parse(text, Study.class);
      assertEquals(study, back, () -> "seed " + seed + ": " + text);
      assertEquals(text, Canonical.text(back), () -> "seed " + seed);
    }
  }

  private static Study study(Random random) {
    Optional<Path> data =
        random.nextBoolean()
            ? Optional.of(Path.of("p" + word(random).replace('\0', '0')))
            : Optional.empty();
    return new Study(
        word(random),
        several(random, () -> step(random)).toList(),
        data,
        random.nextBoolean() ? 1 : random.nextLong(),
        random.nextBoolean(),
        map(random, () -> format(random)));
  }

  private static Step step(Random random) {
    if (random.nextBoolean()) {
      return new Prune(
          random.nextDouble(),
          several(random, () -> word(random)).toList(),
          map(random, () -> real(random)));
    }
    return new Quantize(
        format(random),
        random.nextBoolean() ? OptionalInt.of(random.nextInt()) : OptionalInt.empty(),
        random.nextBoolean() ? OptionalDouble.of(real(random)) : OptionalDouble.empty());
  }

  private static Format format(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Plain();
      case 1 -> new Tern(random.nextBoolean() ? 0.75 : real(random));
      default ->
          new Block(
              random.nextInt(),
              random.nextBoolean() ? 16 : 1 + random.nextInt(99),
              Rule.values()[random.nextInt(2)],
              random.nextBoolean()
                  ? new Bias(OptionalInt.empty())
                  : new Bias(OptionalInt.of(random.nextInt())));
    };
  }

  /** Any finite double by its bits, so that subnormals, -0 and extremes are among them. */
  private static double real(Random random) {
    double real = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(real) ? real : -0.0;
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int code = random.nextBoolean() ? random.nextInt(0xd800) : random.nextInt(128);
      word.append((char) code);
    }
    return word.toString();
  }

  private static <T> Map<String, T> map(Random random, Supplier<T> value) {
    Map<String, T> map = new TreeMap<>();
    several(random, () -> word(random)).forEach(key -> map.put(key, value.get()));
    return map;
  }

  private static <T> Stream<T> several(Random random, Supplier<T> value) {
    return Stream.generate(value).limit(random.nextInt(4));
  }
}
