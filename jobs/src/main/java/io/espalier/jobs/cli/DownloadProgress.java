package io.espalier.jobs.cli;

import io.espalier.compression.data.Downloads;
import java.io.PrintWriter;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how downloads come along: a bar on a terminal, a line every 25 % elsewhere. */
interface DownloadProgress extends Downloads.Progress, AutoCloseable {
  @Override
  void close();

  /** The one that suits where output goes. */
  static DownloadProgress on(PrintWriter err) {
    return System.console() == null ? new Lines(err) : new Bars();
  }

  /** A line every quarter. Mutable: knows the last one printed. */
  final class Lines implements DownloadProgress {
    private final PrintWriter err;
    private String file = "";
    private int quarters;

    Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void at(String name, long received, OptionalLong total) {
      if (!name.equals(file)) {
        file = name;
        quarters = 0;
        err.println("downloading " + name + total(total));
      }
      int now = total.isPresent() ? (int) (4 * received / Math.max(1, total.getAsLong())) : 0;
      if (now > quarters) {
        quarters = now;
        err.println(name + ": " + 25 * now + " %");
      }
      err.flush();
    }

    private static String total(OptionalLong total) {
      return total.isPresent() ? ", " + total.getAsLong() + " bytes" : "";
    }

    @Override
    public void close() {
      err.flush();
    }
  }

  /** A bar a file. Mutable: has the bar of the file that is coming. */
  final class Bars implements DownloadProgress {
    private String file = "";
    private ProgressBar bar;

    @Override
    public void at(String name, long received, OptionalLong total) {
      if (!name.equals(file)) {
        close();
        file = name;
        bar =
            new ProgressBarBuilder()
                .setTaskName(name)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" KiB", 1024)
                .setInitialMax(total.orElse(-1))
                .showSpeed()
                .build();
      }
      bar.stepTo(received);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
