package io.espalier.kernels.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.kernels.simd.NetKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whole trainings and inferences: the same bits with vectors of either width and without any. */
class SameBitsTest {
  private static final String VECTORS = "jdk.incubator.vector";

  @Test
  void plainJavaAndVectorsGiveTheSameBits() {
    assertEquals(ProgramDigest.of(NetKernels.scalar()), ProgramDigest.of(NetKernels.fastest()));
  }

  @Test
  void narrowerVectorsGiveTheSameBits() throws Exception {
    String cpu = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    Assumptions.assumeTrue(
        cpu.equals("amd64") || cpu.equals("x86_64"), "vector width is chosen by an x86 option");
    assertSameDigest("-XX:UseAVX=2", "--add-modules", VECTORS);
  }

  @Test
  void aMachineWithoutTheModuleGivesTheSameBits() throws Exception {
    assertSameDigest();
  }

  private static void assertSameDigest(String... options) throws Exception {
    String output = run(options);
    String digest = ProgramDigest.of(NetKernels.fastest());
    assertEquals("digest " + digest, output.lines().reduce("", (before, line) -> line), output);
  }

  private static String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ProgramDigest.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
