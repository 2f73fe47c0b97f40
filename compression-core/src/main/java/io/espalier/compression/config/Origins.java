package io.espalier.compression.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the HOCON library says about places and failures into ours. */
final class Origins {
  private static final Pattern TRAILING_LINE = Pattern.compile(": (\\d+)(-\\d+)?$");
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]*)}");

  private Origins() {}

  /** {@code grid.conf:12}, as far as the file and the line are known. */
  static String where(ConfigOrigin origin) {
    String name = origin.filename() != null ? origin.filename() : origin.resource();
    if (name == null) {
      boolean setting = origin.description().startsWith(Overrides.FLAG);
      String line = setting ? "" : ":$1";
      return TRAILING_LINE.matcher(origin.description()).replaceFirst(line);
    }
    return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : name;
  }

  /** The library's exception as an error of ours. */
  static ConfigError error(ConfigException e) {
    return error(e, List.of());
  }

  /** The same where <code>${axis.…}</code> may be one of {@code axes}. */
  static ConfigError error(ConfigException e, List<String> axes) {
    ConfigOrigin origin = e.origin();
    String where = origin == null ? "" : where(origin);
    ConfigError error = new ConfigError(where, "", message(e, axes));
    error.initCause(e);
    return error;
  }

  private static String message(ConfigException e, List<String> axes) {
    String message = e.getMessage();
    if (e.origin() != null && message.startsWith(e.origin().description() + ": ")) {
      message = message.substring(e.origin().description().length() + 2);
    }
    if (e instanceof ConfigException.UnresolvedSubstitution && !message.contains("cycle")) {
      Matcher name = SUBSTITUTION.matcher(message);
      return name.find() ? unresolved(name.group(1), axes) : message;
    }
    return message;
  }

  private static String unresolved(String name, List<String> axes) {
    if (name.startsWith("axis.")) {
      return "${" + name + "}: " + Nearest.unknown("axis", name.substring(5), axes);
    }
    return "${"
        + name
        + "}: there is no such key here, and no environment variable of that name"
        + " is set";
  }
}
