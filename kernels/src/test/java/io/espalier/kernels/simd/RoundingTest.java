package io.espalier.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.kernels.format.NumberFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundingTest {
  private static final String SEED = "espalier.test.seed";

  /** Another one each time, printed in the message of a failure; the property replays one. */
  private static long seed() {
    return Long.getLong(SEED, System.nanoTime() % 1_000_000);
  }

  @Test
  void vectorKernelsGiveTheBitsOfTheScalarOnes() {
    assumeTrue(VectorModule.isPresent(), "started without jdk.incubator.vector");
    long seed = seed();
    System.out.println("-D" + SEED + "=" + seed);
    for (NumberFormat f : RoundingDigest.formats()) {
      RoundingDigest.compare(f, seed);
    }
  }

  @Test
  void theyDoSoAtTheOtherVectorWidth() throws Exception {
    assumeTrue(VectorModule.isPresent(), "started without jdk.incubator.vector");
    assumeTrue(Lanes.COUNT == 16, "this machine has 256-bit vectors only");
    String output =
        run(
            "-XX:UseAVX=2",
            "--add-modules",
            "jdk.incubator.vector",
            "-ea",
            "-cp",
            System.getProperty("java.class.path"),
            RoundingDigest.class.getName(),
            "" + seed());
    assertTrue(output.contains("lanes 8"), output);
    assertTrue(output.contains("equal"), output);
  }

  @Test
  void withoutTheModuleTheScalarKernelsAreUsed() throws Exception {
    String output =
        run("-cp", System.getProperty("java.class.path"), WithoutModule.class.getName());
    assertEquals("false 0.1015625", output.strip());
  }

  /** Rounds 0.1 to a mini-float where the incubator module is absent. */
  static final class WithoutModule {
    public static void main(String[] args) {
      float[] x = new float[100];
      x[99] = 0.1f;
      Rounding.round(MiniGrid.of(3, 7, 8, MiniGrid.Carry.UP), x, 0, 100);
      System.out.println(VectorModule.isPresent() + " " + x[99]);
    }
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  @Test
  void valuesBetweenRunsStay() {
    float[] x = {0.3f, 0.3f, 0.3f, 0.3f, 0.3f, 0.3f, 0.3f};
    Rounding.rows(new FixedGrid(0, -8, 7, FixedGrid.Zero.PLAIN), x, 1, 2, 2, 3);
    assertArrayEquals(new float[] {0.3f, 0, 0, 0.3f, 0, 0, 0.3f}, x);
  }

  @Test
  void runsThatLeaveTheArrayOrOverlapAreRefused() {
    Grid grid = new ShortGrid(16);
    float[] x = new float[10];
    assertThrows(IndexOutOfBoundsException.class, () -> Rounding.round(grid, x, 3, 11));
    assertThrows(IndexOutOfBoundsException.class, () -> Rounding.rows(grid, x, 0, 3, 2, 5));
    assertThrows(IllegalArgumentException.class, () -> Rounding.rows(grid, x, 0, 3, 3, 2));
    assertThrows(IllegalArgumentException.class, () -> Rounding.round(grid, x, 3, 2));
  }

  @Test
  void exponentsComeFromTheBits() {
    for (int e = -149; e < 128; e++) {
      float power = (float) Math.scalb(1.0, e);
      assertEquals(e, Exponents.floor(power));
      assertEquals(e, Exponents.ceil(power));
      assertEquals(e, Exponents.nearest(power));
      if (e > -148) {
        assertEquals(e - 1, Exponents.floor(Math.nextDown(power)));
        assertEquals(e, Exponents.ceil(Math.nextDown(power)));
      }
      if (e < 127) {
        assertEquals(e + 1, Exponents.ceil(Math.nextUp(power)));
      }
    }
    float root = Float.intBitsToFloat(0x3fb504f3);
    assertEquals(0, Exponents.nearest(root));
    assertEquals(1, Exponents.nearest(Math.nextUp(root)));
  }
}
