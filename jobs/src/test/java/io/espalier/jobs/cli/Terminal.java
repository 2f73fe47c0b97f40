package io.espalier.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands and keeps what they print. */
public record Terminal(int code, String out, String err) {
  public static Terminal run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Espalier.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new Terminal(code, out.toString(), err.toString());
  }

  /** What a command prints that must succeed. */
  public static String succeed(String... arguments) {
    Terminal terminal = run(arguments);
    if (terminal.code() != Espalier.ALL_WELL) {
      throw new AssertionError(terminal.err() + terminal.out());
    }
    return terminal.out();
  }
}
