package io.espalier.jobs.cli;

import io.espalier.jobs.spark.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how a grid comes along: a bar on a terminal, a line every 10 % elsewhere. */
interface ConsoleProgress extends Progress, AutoCloseable {
  @Override
  void close();

  /** The one that suits where output goes. */
  static ConsoleProgress on(PrintWriter err) {
    return System.console() == null ? new Lines(err) : new Bar(err);
  }

  /** "12 of 114 done, 1 failed, about 40 s left". */
  static String text(Counts counts) {
    String left = counts.left().map(time -> ", about " + text(time) + " left").orElse("");
    return counts.ended()
        + " of "
        + counts.total()
        + " done, "
        + counts.failed()
        + " failed"
        + left;
  }

  private static String text(Duration time) {
    long seconds = time.toSeconds();
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }

  /** A line every tenth. Mutable: knows the last one printed. */
  final class Lines implements ConsoleProgress {
    private final PrintWriter err;
    private int tenths;

    private Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public synchronized void at(Counts counts) {
      int now = counts.total() == 0 ? 10 : (int) (10L * counts.ended() / counts.total());
      if (now > tenths) {
        tenths = now;
        say(text(counts));
      }
    }

    @Override
    public void training(String baselineId) {
      say("training baseline " + baselineId);
    }

    @Override
    public void trained(String baselineId) {
      say("baseline " + baselineId + " is trained");
    }

    @Override
    public void damaged(String message) {
      say(message + "; set aside, made again");
    }

    private void say(String line) {
      err.println(line);
      err.flush();
    }

    @Override
    public void close() {
      err.flush();
    }
  }

  /** A bar. */
  final class Bar implements ConsoleProgress {
    private final PrintWriter err;
    private final ProgressBar bar;

    private Bar(PrintWriter err) {
      this.err = err;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName("trials")
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(250)
              .build();
    }

    @Override
    public synchronized void at(Counts counts) {
      bar.maxHint(counts.total());
      bar.stepTo(counts.ended());
      bar.setExtraMessage(counts.failed() + " failed");
    }

    @Override
    public void training(String baselineId) {
      bar.setExtraMessage("training baseline " + baselineId);
    }

    @Override
    public void trained(String baselineId) {
      bar.setExtraMessage("");
    }

    @Override
    public void damaged(String message) {
      err.println(message + "; set aside, made again");
    }

    @Override
    public void close() {
      bar.close();
      err.flush();
    }
  }
}
