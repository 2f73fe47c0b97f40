package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.jobs.result.Columns;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.Row;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of file, damaged in every way: what is said, what is set aside, what runs again. */
class DamagedFilesTest {
  private static final String GRID =
      """
      study = damaged
      trial {
        model { type = mlp, hidden = [8] }
        dataset { type = digits, train = 100, validation = 50, test = 50 }
        training { epochs = 1 }
        pipeline = [
          { type = prune, sparsity = ${axis.sparsity} }
          { type = fine-tune, epochs = 1 }
          { type = quantize, weight { format { type = bfp, mantissa-width = 3 } } }
        ]
      }
      axis { sparsity = [0.5, 0.9] }
      """;

  /** What happens to a file. */
  enum Fault {
    FLIPPED {
      @Override
      byte[] of(byte[] sound) {
        byte[] bytes = sound.clone();
        bytes[bytes.length / 2] ^= 0x10;
        return bytes;
      }
    },
    TRUNCATED {
      @Override
      byte[] of(byte[] sound) {
        return Arrays.copyOf(sound, sound.length * 2 / 3);
      }
    },
    EMPTY {
      @Override
      byte[] of(byte[] sound) {
        return new byte[0];
      }
    },
    FOREIGN {
      @Override
      byte[] of(byte[] sound) {
        return "<html><body>404 Not Found</body></html>".getBytes(StandardCharsets.UTF_8);
      }
    };

    abstract byte[] of(byte[] sound);
  }

  @TempDir private Path folder;

  private Path results() {
    return folder.resolve("results");
  }

  private Terminal run() throws IOException {
    Path grid = Files.writeString(folder.resolve("grid.conf"), GRID);
    return Terminal.run(
        "run", grid.toString(), "--out", results().toString(), "--master", "local[2]");
  }

  @ParameterizedTest
  @EnumSource
  void resultsAndNetworksAreNamedSetAsideAndMadeAgain(Fault fault) throws IOException {
    assertEquals(Espalier.ALL_WELL, run().code());
    Map<String, String> digests = digests();
    Map<Path, byte[]> damaged = new TreeMap<>();
    for (String below : List.of("commits", "networks", "prefixes")) {
      for (Path file : files(results().resolve(below))) {
        byte[] bytes = fault.of(Files.readAllBytes(file));
        damaged.put(file, bytes);
        Files.write(file, bytes);
      }
    }
    assertEquals(2 + 2 + 2, damaged.size(), damaged.keySet().toString());
    // As after a process that was killed: trials have files, and there are no tables yet.
    for (String table : List.of("manifests", "trials", "layers", "epochs", "attempts")) {
      for (Path file : files(results().resolve(table))) {
        Files.delete(file);
      }
    }

    Terminal again = run();
    assertEquals(Espalier.ALL_WELL, again.code(), again.err());
    assertTrue(again.out().contains("2 ran now"), again.out());
    assertTrue(again.out().contains("1 baseline trained"), again.out());
    assertEquals(digests, digests());
    List<byte[]> aside = new ArrayList<>();
    for (Path file : files(results().resolve("damaged"))) {
      aside.add(Files.readAllBytes(file));
    }
    for (Map.Entry<Path, byte[]> each : damaged.entrySet()) {
      Path file = each.getKey();
      if (!file.toString().endsWith(".zip")) {
        // A network is not read when the row that names it is damaged already.
        assertTrue(
            again.err().contains(file + " is damaged: expected"), file + " in " + again.err());
      }
      if (file.getParent().endsWith("prefixes")) {
        String name = file.getFileName().toString().replace(".bin", ".damaged");
        assertArrayEquals(each.getValue(), Files.readAllBytes(file.resolveSibling(name)));
      } else {
        assertTrue(
            aside.stream().anyMatch(bytes -> Arrays.equals(bytes, each.getValue())),
            file + " was not kept");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBaselinesNetworkIsNamedSetAsideAndTrainedAgain(Fault fault) throws IOException {
    assertEquals(Espalier.ALL_WELL, run().code());
    Map<String, String> digests = digests();
    Path network =
        files(results().resolve("networks")).stream()
            .filter(file -> file.toString().endsWith(".zip"))
            .findFirst()
            .orElseThrow();
    byte[] sound = Files.readAllBytes(network);
    Files.write(network, fault.of(sound));
    Terminal again = run();
    assertEquals(Espalier.ALL_WELL, again.code(), again.err());
    assertTrue(
        again.err().contains(network + " is damaged: expected a network with SHA-256"),
        again.err());
    assertEquals(digests, digests());
    assertEquals(2, files(results().resolve("damaged")).size());
  }

  @ParameterizedTest
  @EnumSource
  void aDataSetIsNamedWithWhatWasExpectedAndFound(Fault fault) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 9 * 784);
    images.putInt(0x803).putInt(9).putInt(28).putInt(28);
    Path file = folder.resolve("train-images-idx3-ubyte");
    byte[] bytes =
        fault == Fault.FLIPPED ? images.put(2, (byte) 9).array() : fault.of(images.array());
    Files.write(file, bytes);
    Path grid =
        Files.writeString(
            folder.resolve("grid.conf"),
            GRID.replace(
                "{ type = digits, train = 100, validation = 50, test = 50 }",
                "{ type = mnist, path = \"" + folder + "\" }"));
    Terminal terminal = Terminal.run("plan", grid.toString());
    assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
    assertTrue(terminal.err().contains(file + ": "), terminal.err());
    assertTrue(terminal.err().contains("expected "), terminal.err());
    assertTrue(terminal.err().contains("found "), terminal.err());
    assertTrue(terminal.err().lines().count() <= 2, terminal.err());
  }

  @Test
  void aConfigurationIsNamedWithItsLine() throws IOException {
    byte[] sound = GRID.getBytes(StandardCharsets.UTF_8);
    for (Fault fault : Fault.values()) {
      Path grid = folder.resolve(fault + ".conf");
      byte[] bytes = fault.of(sound);
      if (fault == Fault.FLIPPED) {
        bytes = sound.clone();
        bytes[GRID.indexOf("digits")] |= (byte) 0x80;
      }
      Files.write(grid, bytes);
      Terminal terminal = Terminal.run("plan", grid.toString());
      assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
      assertTrue(terminal.err().contains(grid.toString()), terminal.err());
      assertTrue(terminal.err().lines().count() <= 3, terminal.err());
    }
    Terminal flipped = Terminal.run("plan", folder.resolve("FLIPPED.conf").toString());
    assertTrue(
        flipped.err().contains("FLIPPED.conf:4: is not UTF-8 text: byte 80 is 0xe4"),
        flipped.err());
  }

  private static List<Path> files(Path below) throws IOException {
    try (Stream<Path> files = Files.list(below)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }

  private Map<String, String> digests() {
    return ResultStore.open(results().toString(), SparkSessions.hadoop())
        .tables()
        .rows(Columns.TRIALS)
        .stream()
        .collect(
            Collectors.toMap(
                (Row row) -> row.text("trial_id").orElseThrow(),
                row -> row.text("result_digest").orElseThrow()));
  }
}
