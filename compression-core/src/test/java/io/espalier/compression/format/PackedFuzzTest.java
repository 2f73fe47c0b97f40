package io.espalier.compression.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.compression.config.Catalog;
import io.espalier.compression.config.ConfigReader;
import io.espalier.kernels.format.NumberFormat;
import io.espalier.kernels.format.Packed;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Damaged packed values, of every format in turn: bytes of another length are refused, those of the
 * right length give as many values, whatever codes there are among them.
 */
class PackedFuzzTest {
  private static final int COUNT = 83;
  private static final List<Packed> PACKED =
      List.of(
              "affine, width = 5",
              "affine, width = 8",
              "bfloat16",
              "binary",
              "bfp, mantissa-width = 3",
              "bfp, exponent-width = 4, mantissa-width = 1, block-size = 3",
              "bl, width = 4, block-size = 7",
              "bm, exponent-width = 4, mantissa-width = 3",
              "bm, exponent-width = 2, mantissa-width = 1, shared-width = 4, block-size = 5",
              "dmf, exponent-width = 3, mantissa-width = 2, bias = auto",
              "fixed-point, width = 6",
              "float32",
              "half",
              "log, width = 6",
              "mini-float, exponent-width = 3, mantissa-width = 2, bias = auto",
              "mxfp, element = e4m3",
              "mxint",
              "ocp, element = e5m2",
              "ternary")
          .stream()
          .map(text -> ConfigReader.parse("{ type = " + text + " }", NumberFormat.class))
          .map(format -> Packed.encode(format, values(), 0, COUNT))
          .toList();

  private static float[] values() {
    Random random = new Random(3);
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The number of a format, then the bytes of its values. */
  private static byte[] input(int format, byte[] bytes) {
    byte[] input = new byte[bytes.length + 1];
    input[0] = (byte) format;
    System.arraycopy(bytes, 0, input, 1, bytes.length);
    return input;
  }

  private static void read(byte[] input) {
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    Packed packed = Packed.of(PACKED.get(input[0]).format(), COUNT, bytes);
    packed.decode(new float[COUNT], 0);
  }

  @Test
  void packed() throws Exception {
    new Fuzz("packed", IllegalArgumentException.class::isInstance, 1 << 20, 16)
        .run(
            input(0, PACKED.get(0).bytes()),
            random -> {
              int format = random.nextInt(PACKED.size());
              return input(format, Damage.bytes(PACKED.get(format).bytes(), random));
            },
            PackedFuzzTest::read);
  }

  @Test
  void everyFormatIsAmongThem() {
    assertEquals(
        Catalog.of(NumberFormat.class).stream().map(entry -> entry.name()).sorted().toList(),
        PACKED.stream()
            .map(packed -> packed.format().getClass())
            .map(type -> type.getAnnotation(io.espalier.kernels.describe.Named.class).value())
            .distinct()
            .sorted()
            .collect(Collectors.toList()));
  }
}
