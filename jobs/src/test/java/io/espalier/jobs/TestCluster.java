package io.espalier.jobs;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The project's own cluster in a folder of a test, on a free port.
 *
 * @param shell runs commands that know the cluster
 * @param files of the cluster: logs, process ids, the secret
 * @param master its URL
 */
record TestCluster(Command shell, Path files, String master) {
  static final Path HOME = Path.of("").toAbsolutePath().getParent();
  static final String SCRIPT = HOME.resolve("scripts/cluster").toString();

  /** Not up yet; commands run in the folder and have this environment besides. */
  static TestCluster in(Path folder, Map<String, String> environment) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      // The web page's port is 1003 above.
      int port = Math.min(free.getLocalPort(), 65535 - 1003);
      Path files = folder.resolve("cluster");
      Map<String, String> all = new HashMap<>(environment);
      all.put("ESPALIER_CLUSTER", files.toString());
      all.put("ESPALIER_CLUSTER_PORT", String.valueOf(port));
      return new TestCluster(new Command(folder, all), files, "spark://127.0.0.1:" + port);
    }
  }

  /** Workers of one core and a gibibyte. */
  String up(int workers) {
    return shell.output(List.of(SCRIPT, "up", String.valueOf(workers), "1", "1g"));
  }

  void down() {
    shell.run(List.of(SCRIPT, "down"));
  }

  /** The command that runs a grid. */
  static List<String> run(Path grid, Path results, String... options) {
    Stream<String> run =
        Stream.of(
            HOME.resolve("scripts/espalier").toString(),
            "run",
            grid.toString(),
            "--out",
            results.toString());
    return Stream.concat(run, Stream.of(options)).toList();
  }

  /** The process of a worker, counted from 1. */
  ProcessHandle worker(int number) throws IOException {
    String id = Files.readString(files.resolve("worker-" + number + ".pid")).strip();
    return ProcessHandle.of(Long.parseLong(id)).orElseThrow();
  }

  /** The executor that a worker has at the moment. */
  Optional<ProcessHandle> executor(int number) throws IOException {
    return worker(number)
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .findFirst();
  }

  /** How many files of a folder, which may not be there yet, anybody reads. */
  static int count(Path below) throws IOException {
    if (!Files.isDirectory(below)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(below)) {
      return (int) files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }
}
