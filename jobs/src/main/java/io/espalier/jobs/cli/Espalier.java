package io.espalier.jobs.cli;

import io.espalier.compression.config.ConfigError;
import io.espalier.compression.data.DataException;
import io.espalier.jobs.result.DamagedFileException;
import io.espalier.jobs.result.SqlException;
import io.espalier.jobs.result.StoreException;
import io.espalier.jobs.spark.SparkEndedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: what {@code scripts/espalier} starts. */
@Command(
    name = "espalier",
    description = "Compresses neural networks over a grid of pruning rates and number formats.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      StatusCommand.class,
      CleanCommand.class,
      SqlCommand.class,
      ShowCommand.class,
      ExportCommand.class,
      EvaluateCommand.class,
      InspectCommand.class,
      ListCommand.class,
      FormatCommand.class,
      ConformCommand.class,
      BenchCommand.class
    })
public final class Espalier implements Runnable {
  @Spec private CommandSpec spec;

  /** Everything succeeded. */
  static final int ALL_WELL = 0;

  /** The table is complete, but some trials failed. */
  static final int SOME_FAILED = 1;

  /** Usage, configuration or set-up. */
  static final int USAGE = 2;

  /** Ctrl-C. */
  static final int INTERRUPTED = 130;

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs a command; the exit code. */
  static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Espalier())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, at, result) -> report(e, at.getErr()))
            .setParameterExceptionHandler((e, args) -> report(e));
    // A number below zero is a value.
    line.getSubcommands().get(FormatCommand.NAME).setUnmatchedOptionsArePositionalParams(true);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: a command is missing");
  }

  private static int report(ParameterException e) {
    CommandLine line = e.getCommandLine();
    line.getErr().println("espalier: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr())) {
      line.getErr().println("Try 'espalier " + name(line) + "--help'.");
    }
    return USAGE;
  }

  private static String name(CommandLine line) {
    return line.getParent() == null ? "" : line.getCommandName() + " ";
  }

  /**
   * What the user can act on is one message; anything else is our fault and says where it is
   * logged.
   */
  private static int report(Exception e, PrintWriter err) {
    if (isForUser(e)) {
      err.println("espalier: " + e.getMessage());
    } else if (e instanceof IllegalArgumentException && e.getMessage() != null) {
      err.println("espalier: " + e.getMessage());
    } else if (e instanceof UncheckedIOException unchecked) {
      err.println("espalier: " + message(unchecked.getCause()));
    } else if (e instanceof IOException io) {
      err.println("espalier: " + message(io));
    } else {
      LoggerFactory.getLogger(Espalier.class).error("unexpected", e);
      err.println("espalier: unexpected " + e);
      e.printStackTrace(err);
    }
    return USAGE;
  }

  private static boolean isForUser(Exception e) {
    return e instanceof UserError
        || e instanceof ConfigError
        || e instanceof DataException
        || e instanceof StoreException
        || e instanceof DamagedFileException
        || e instanceof SparkEndedException
        || e instanceof SqlException;
  }

  private static String message(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "no such file: " + e.getMessage();
    } else if (e instanceof AccessDeniedException) {
      return "not allowed to read or write " + e.getMessage();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
