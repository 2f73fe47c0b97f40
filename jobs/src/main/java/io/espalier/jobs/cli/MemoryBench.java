package io.espalier.jobs.cli;

import io.espalier.kernels.bench.Measurement;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What one trial of a VGG7 at a quarter of its width takes: a process that trains it, prunes it,
 * trains it again, rounds and evaluates it, against a process that does the same with a perceptron
 * of one unit on ten digits, which is the start of Java, Spark and the libraries. Both have a heap
 * of at most 512 MiB.
 */
final class MemoryBench {
  private static final String HEAP = "-Xmx512m";
  private static final double MEGABYTE = 1e6;
  private static final int IMAGES = 2000;

  private MemoryBench() {}

  private static final String STEPS =
      """
        training { epochs = 1, batch-size = 64 }
        pipeline = [
          { type = prune, sparsity = 0.5 }
          { type = fine-tune, epochs = 1, learning-rate = 0.001 }
          { type = quantize, weight { format { type = fixed-point, width = 8 } }, activation { format { type = fixed-point, width = 8 } } }
        ]
      }
      """;

  private static final String START =
      """
      study = start
      trial {
        model { type = mlp, hidden = [1] }
        dataset { type = digits, train = 10, validation = 10, test = 10 }
      """;

  private static final String VGG7 =
      """
      study = vgg7
      trial {
        model { type = vgg7, width = 0.25 }
        dataset { type = npy, path = "%s" }
      """;

  /**
   * @param resident the largest resident set, −1 where the system does not say
   * @param heap the most the heap held behind a collection
   */
  private record Peak(double resident, double heap) {}

  static List<Measurement> run() {
    return Scratch.with(MemoryBench::run);
  }

  private static List<Measurement> run(Path folder) throws IOException {
    write(folder);
    Peak start = peak(folder, "start", START + STEPS);
    Peak trial = peak(folder, "vgg7", VGG7.formatted(folder) + STEPS);
    List<Measurement> rows = new ArrayList<>();
    if (start.resident() > 0) {
      rows.add(row("start, peak resident set, " + HEAP, start.resident()));
      rows.add(row("VGG7 1/4 trial, over that", trial.resident() - start.resident()));
    }
    rows.add(row("start, most in the heap behind a collection", start.heap()));
    rows.add(row("VGG7 1/4 trial, over that", trial.heap() - start.heap()));
    return rows;
  }

  private static Measurement row(String name, double bytes) {
    return GridBench.row(name, bytes / MEGABYTE, "MB", "", Double.NaN);
  }

  /** Noise in ten classes, of the size of CIFAR-10's images. */
  private static void write(Path folder) throws IOException {
    byte[] pixels = new byte[IMAGES * 32 * 32 * 3];
    new Random(1).nextBytes(pixels);
    byte[] labels = new byte[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (byte) (i % 10);
    }
    for (String part : List.of("train", "test")) {
      npy(folder.resolve(part + "-images.npy"), IMAGES + ", 32, 32, 3", pixels);
      npy(folder.resolve(part + "-labels.npy"), IMAGES + ",", labels);
    }
  }

  private static void npy(Path file, String shape, byte[] values) throws IOException {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }";
    byte[] header = String.format("%-117s\n", text).getBytes(StandardCharsets.US_ASCII);
    Files.write(
        file,
        ByteBuffer.allocate(10 + header.length + values.length)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0})
            .put(header)
            .put(values)
            .array());
  }

  private static Peak peak(Path folder, String name, String text) throws IOException {
    Path conf = Files.writeString(folder.resolve(name + ".conf"), text);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Xmx") && !option.startsWith("-agent"))
        .forEach(command::add);
    command.addAll(
        List.of(
            HEAP,
            "-cp",
            System.getProperty("java.class.path"),
            MemoryProbe.class.getName(),
            "run",
            conf.toString(),
            "--out",
            folder.resolve("results-" + name).toString(),
            "--master",
            "local[1]"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return answer(output);
  }

  private static Peak answer(String output) {
    String[] words =
        output
            .lines()
            .filter(line -> line.startsWith(MemoryProbe.ANSWER + " "))
            .reduce((first, last) -> last)
            .orElseThrow(() -> new IllegalStateException("the measured run failed:\n" + output))
            .split(" ");
    return new Peak(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }
}
