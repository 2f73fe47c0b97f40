package io.espalier.jobs.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as configurations write it: a number with a unit. */
final class TimeText implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      if (Character.isLetter(text.charAt(text.length() - 1))) {
        return ConfigFactory.parseMap(Map.of("time", text)).getDuration("time");
      }
    } catch (ConfigException | IndexOutOfBoundsException e) {
      throw new TypeConversionException(wrong(text));
    }
    throw new TypeConversionException(wrong(text));
  }

  private static String wrong(String text) {
    return "must be a number with a unit, such as 90s, 30m or 2h, got '" + text + "'";
  }
}
