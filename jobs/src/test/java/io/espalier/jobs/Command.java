package io.espalier.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command of the shell, run to its end; what it prints goes to files, so that it never waits.
 *
 * @param folder where it runs and where the files are
 * @param environment added to this process's
 */
record Command(Path folder, Map<String, String> environment) {
  private static final int MINUTES = 5;

  /** How a command ended. */
  record End(int code, String output, String errors) {}

  /** What a command prints that must succeed. */
  String output(List<String> command) {
    End end = run(command);
    assertEquals(0, end.code(), () -> command + "\n" + end.output() + end.errors());
    return end.output();
  }

  End run(List<String> command) {
    try {
      Path output = Files.createTempFile(folder, "output", ".txt");
      Path errors = Files.createTempFile(folder, "errors", ".txt");
      int code = run(command, output, errors);
      return new End(code, Files.readString(output), Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command whose end the caller waits for. */
  Process start(List<String> command, Path output, Path errors) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private int run(List<String> command, Path output, Path errors) throws IOException {
    Process process = start(command, output, errors);
    try {
      assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "still running: " + command);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
