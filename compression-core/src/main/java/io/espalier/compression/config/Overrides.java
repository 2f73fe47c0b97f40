package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.List;

/** Settings from the command line: {@code key=value}, the value in HOCON. */
final class Overrides {
  /** What the place of a setting begins with in an error. */
  static final String FLAG = "--set ";

  private Overrides() {}

  /** The configuration with each key set to exactly its value; the last one wins. */
  static Config apply(List<String> settings, Config config) {
    Config result = config;
    for (String setting : settings) {
      result = parse(setting).withFallback(result);
    }
    return result;
  }

  private static Config parse(String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new ConfigError(FLAG + setting, "", "expected key=value");
    }
    String key = setting.substring(0, equals);
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(FLAG + setting);
    try {
      // The null before it makes an object replace what the file has, instead of merging with it.
      return ConfigFactory.parseString(key + " = null\n" + setting, options);
    } catch (ConfigException e) {
      throw new ConfigError(
          FLAG + setting, "", "no HOCON: " + e.getMessage() + " (quote text with \"…\")");
    }
  }
}
