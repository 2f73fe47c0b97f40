package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;

/**
 * Reads HOCON into records by what the records themselves say.
 *
 * <p>Keys are the components' names in lower case with hyphens; the key {@code type} picks the
 * record of a sealed interface; a key left out takes its {@code @Default}. An empty optional is
 * written {@code auto}. A record's constructor checks ranges: what it throws comes out with file,
 * line and key. All faults of a text are collected.
 */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * Reads a resolved configuration.
   *
   * @throws ConfigError with all that is wrong
   */
  public static <T> T read(Config config, Class<T> type) {
    return read(config.root(), type, "");
  }

  /**
   * Reads a resolved value that stands at {@code path}, the beginning of every key in an error.
   *
   * @throws ConfigError with all that is wrong
   */
  public static <T> T read(ConfigValue value, Class<T> type, String path) {
    try {
      return type.cast(new Reading().read(type, value, path));
    } catch (ConfigException e) {
      throw Origins.error(e);
    }
  }

  /**
   * Reads a text, with substitutions from itself and the environment; braces around it all are
   * optional. Errors name lines of {@code text}.
   *
   * @throws ConfigError with all that is wrong
   */
  public static <T> T parse(String hocon, Class<T> type) {
    try {
      ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription("text");
      return read(ConfigFactory.parseString(hocon, options).resolve(), type);
    } catch (ConfigException e) {
      throw Origins.error(e);
    }
  }

  /**
   * Reads a file and what it includes.
   *
   * @throws ConfigError with all that is wrong, a missing file too
   */
  public static <T> T parse(Path file, Class<T> type) {
    try {
      return read(GridSource.parse(file).resolve(), type);
    } catch (ConfigException e) {
      throw Origins.error(e);
    }
  }
}
