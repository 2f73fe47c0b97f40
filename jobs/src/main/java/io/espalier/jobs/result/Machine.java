package io.espalier.jobs.result;

import io.espalier.kernels.simd.VectorModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The process that ran a trial.
 *
 * @param host its name
 * @param executorId Spark's id of the executor, {@code driver} in local mode
 * @param sparkAppId Spark's id of the application
 * @param cpuModel as the operating system names it
 * @param os name, version and architecture
 * @param jvmVersion of the virtual machine
 * @param vectorBits width of the vectors that kernels compute on, 0 where they are plain Java
 */
public record Machine(
    String host,
    String executorId,
    String sparkAppId,
    String cpuModel,
    String os,
    String jvmVersion,
    int vectorBits) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** The process that calls. */
  public static Machine here(String executorId, String sparkAppId) {
    String os =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch");
    String jvm = System.getProperty("java.vm.name") + " " + Runtime.version();
    return new Machine(hostName(), executorId, sparkAppId, cpu(), os, jvm, VectorModule.bits());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String cpu() {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
