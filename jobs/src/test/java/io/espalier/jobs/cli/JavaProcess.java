package io.espalier.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A command in a process of its own, which a test may kill or start with other options. */
final class JavaProcess {
  private JavaProcess() {}

  /** Starts a command on vectors of the machine's width, as the launcher does. */
  static Process start(Path log, String... arguments) {
    return start(log, List.of("--add-modules=jdk.incubator.vector"), arguments);
  }

  /** Starts a command where there is no vector module: kernels are plain Java. */
  static Process startScalar(Path log, String... arguments) {
    return start(log, List.of(), arguments);
  }

  private static Process start(Path log, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(
        List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Espalier.class.getName()));
    Stream.of(arguments).forEach(command::add);
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
