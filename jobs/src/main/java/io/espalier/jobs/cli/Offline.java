package io.espalier.jobs.cli;

import io.espalier.compression.data.Downloads;
import picocli.CommandLine.Option;

/** Whether data may be downloaded: shared by the commands that read images. */
final class Offline {
  @Option(
      names = "--offline",
      description = "download nothing; say what to fetch and where to put it instead")
  private boolean offline;

  Downloads downloads() {
    return offline ? Downloads.REFUSED : Downloads.ALLOWED;
  }
}
