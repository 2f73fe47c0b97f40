package io.espalier.jobs.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.espalier.compression.trial.PlannedTrial;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A choice of trials: conditions on axes joined by {@code and}.
 *
 * <p>{@code axis OP value} with = != < <= > >=. Numbers compare as numbers; other values as text,
 * in which {@code *} stands for anything; an object by its {@code type}, or by one of its keys as
 * {@code axis.key}.
 */
final class Only implements Predicate<PlannedTrial> {
  private static final Pattern TERM =
      Pattern.compile("\\s*([\\w.-]+)\\s*(!=|<=|>=|=|<|>)\\s*(.+?)\\s*");

  private final List<Term> terms;

  private Only(List<Term> terms) {
    this.terms = terms;
  }

  private record Term(List<String> path, String operator, String value) {}

  /** Reads an expression over the given axes. */
  static Only parse(String text, List<String> axes) {
    return new Only(
        Arrays.stream(text.split("(?i)\\s+and\\s+|&&|,")).map(part -> term(part, axes)).toList());
  }

  private static Term term(String text, List<String> axes) {
    Matcher matcher = TERM.matcher(text);
    if (!matcher.matches()) {
      throw new UserError(
          "--only takes conditions such as \"" + example(axes) + "\", got '" + text + "'");
    }
    List<String> path = List.of(matcher.group(1).split("\\."));
    if (!axes.contains(path.get(0))) {
      throw new UserError(
          "--only names no axis '" + path.get(0) + "'; there are " + String.join(", ", axes));
    }
    return new Term(path, matcher.group(2), unquoted(matcher.group(3)));
  }

  private static String example(List<String> axes) {
    return axes.isEmpty() ? "axis = value" : axes.get(0) + " = value";
  }

  private static String unquoted(String value) {
    return value.replaceAll("^[\"'](.*)[\"']$", "$1");
  }

  @Override
  public boolean test(PlannedTrial trial) {
    Config point = ConfigFactory.parseString(trial.point());
    return terms.stream().allMatch(term -> holds(term, point.root()));
  }

  private static boolean holds(Term term, ConfigObject point) {
    ConfigValue value = point;
    for (String key : term.path()) {
      value = value instanceof ConfigObject object ? object.get(key) : null;
    }
    if (value instanceof ConfigObject object) {
      value = object.get("type");
    }
    boolean absent = value == null;
    return absent ? term.operator().equals("!=") : compare(value.unwrapped(), term);
  }

  private static boolean compare(Object value, Term term) {
    if (value instanceof Number number) {
      return ordered(Double.compare(number.doubleValue(), number(term.value())), term.operator());
    }
    boolean matches = glob(term.value()).matcher(String.valueOf(value)).matches();
    return switch (term.operator()) {
      case "=" -> matches;
      case "!=" -> !matches;
      default -> ordered(String.valueOf(value).compareTo(term.value()), term.operator());
    };
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserError("--only compares with a number, got '" + text + "'");
    }
  }

  private static boolean ordered(int order, String operator) {
    return switch (operator) {
      case "=" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
