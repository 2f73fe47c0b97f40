package io.espalier.jobs.cli;

import io.espalier.compression.data.Downloads;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Whether data may be downloaded: shared by the commands that read images. */
final class Offline {
  @Option(
      names = "--offline",
      description = "download nothing; say what to fetch and where to put it instead")
  private boolean offline;

  /** For what is here by now: a download would be a silent one. */
  Downloads downloads() {
    return offline ? Downloads.REFUSED : Downloads.ALLOWED;
  }

  /** What a command reads that may be downloaded, with a bar or lines for each file that is. */
  <T> T reading(PrintWriter err, Function<Downloads, T> read) {
    if (offline) {
      return read.apply(downloads());
    }
    try (DownloadProgress progress = DownloadProgress.on(err)) {
      return read.apply(new Downloads.Allowed(progress));
    }
  }
}
