package io.espalier.jobs.cli;

import io.espalier.jobs.report.OutputFormat;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.SqlAnswer;
import io.espalier.jobs.result.SqlException;
import io.espalier.jobs.result.SqlSession;
import io.espalier.jobs.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers SQL over a results folder. */
@Command(
    name = "sql",
    description =
        "Answers SQL over the tables and views of a results folder; a prompt without a"
            + " statement.")
final class SqlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--results",
      required = true,
      paramLabel = "DIR",
      description = "folder or URL of the results")
  private String folder;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json (default: ${DEFAULT-VALUE})",
      defaultValue = "table")
  private String format;

  @Parameters(paramLabel = "STATEMENT", arity = "0..1", description = "a SQL statement")
  private Optional<String> statement = Optional.empty();

  @Override
  public Integer call() throws IOException {
    OutputFormat output = OutputFormat.parse(format);
    System.setProperty("espalier.log", System.getProperty("java.io.tmpdir") + "/espalier-sql.log");
    ResultStore store = ResultStore.open(folder, SparkSessions.hadoop());
    try (SparkSession spark = SparkSessions.session("espalier sql");
        SqlSession sql = SqlSession.open(store, spark)) {
      if (statement.isPresent()) {
        print(sql.answer(statement.get()), output);
      } else {
        prompt(sql, output);
      }
    }
    return Espalier.ALL_WELL;
  }

  private void print(SqlAnswer answer, OutputFormat output) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(output.render(answer.columns(), answer.rows()));
    out.flush();
  }

  /** A mistake in one statement must not end the others. */
  private void prompt(SqlSession sql, OutputFormat output) throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
      LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
      for (String line = next(reader); !line.equals("exit"); line = next(reader)) {
        try {
          if (!line.isBlank()) {
            print(sql.answer(line.replaceAll(";\\s*$", "")), output);
          }
        } catch (SqlException e) {
          spec.commandLine().getErr().println(e.getMessage());
        }
      }
    }
  }

  private static String next(LineReader reader) {
    try {
      return reader.readLine("sql> ").strip();
    } catch (EndOfFileException | UserInterruptException e) {
      return "exit";
    }
  }
}
