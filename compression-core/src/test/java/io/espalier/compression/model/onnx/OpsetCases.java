package io.espalier.compression.model.onnx;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.compression.model.onnx.Oracle.End;
import io.espalier.compression.model.onnx.Oracle.Order;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.io.TempDir;

/** What tests of operators share: a case in each opset it is in, against onnxruntime. */
abstract class OpsetCases {
  static final long SEED = Long.getLong("espalier.seed", System.nanoTime());
  static final int OLDEST = 9;
  static final int NEWEST = 21;

  @TempDir Path folder;

  /** Writes what is tested. */
  interface Content {
    void write(ModelWriter writer);
  }

  final DynamicTest test(String name, int opset, Order order, End end, Content content) {
    return dynamicTest(
        name + ", opset " + opset + ", -Despalier.seed=" + SEED,
        () -> {
          Random random = new Random(SEED + name.hashCode());
          ModelWriter writer = new ModelWriter(opset, random);
          content.write(writer);
          Oracle.check(writer.bytes(), folder, random, order, end);
        });
  }

  final Stream<DynamicTest> inOpsets(String name, int from, int to, Content content) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(opset -> test(name, opset, Order.CHANNELS_FIRST, End.LOGITS, content));
  }

  final Stream<DynamicTest> inAll(String name, Content content) {
    return inOpsets(name, OLDEST, NEWEST, content);
  }
}
