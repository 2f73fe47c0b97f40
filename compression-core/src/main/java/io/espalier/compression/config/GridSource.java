package io.espalier.compression.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Parses a grid's file, and looks into its text for what HOCON does not keep. */
final class GridSource {
  private GridSource() {}

  /** The file with its includes, nothing resolved. */
  static Config parse(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ConfigError(file.toString(), "", "no such file, or not readable");
    }
    checkUtf8(file);
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setIncluder(new StrictIncluder(null));
    try {
      // Absolute, or an include beside a bare file name is not found.
      return ConfigFactory.parseFile(
          file.toAbsolutePath().toFile(), options.setOriginDescription(file.toString()));
    } catch (StrictIncluder.Missing e) {
      int line = lineWith(file, e.what());
      throw new ConfigError(file + (line > 0 ? ":" + line : ""), "", e.getMessage());
    } catch (ConfigException e) {
      throw Origins.error(e);
    }
  }

  /** The order of axes in the file, by line and column; others follow by name. */
  static Comparator<String> axisOrder(Path file, Config own) {
    List<String> lines = lines(file);
    return Comparator.<String>comparingLong(name -> place(name, own, lines))
        .thenComparing(Comparator.naturalOrder());
  }

  private static long place(String name, Config own, List<String> lines) {
    try {
      ConfigValue value =
          own.root().get(GridFile.AXIS) instanceof ConfigObject axes ? axes.get(name) : null;
      int line = value == null ? -1 : value.origin().lineNumber();
      boolean inFile = line >= 1 && line <= lines.size();
      return inFile ? ((long) line << 32) + lines.get(line - 1).indexOf(name) : Long.MAX_VALUE;
    } catch (ConfigException.NotResolved e) {
      // The axes are themselves a substitution, so the file has no place for each.
      return Long.MAX_VALUE;
    }
  }

  private static int lineWith(Path file, String text) {
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("include") && lines.get(i).contains(text)) {
        return i + 1;
      }
    }
    return 0;
  }

  /** What is no UTF-8 would be read with other letters in its place. */
  private static void checkUtf8(Path file) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(file));
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    if (result.isError()) {
      int line = 1 + (int) text.flip().chars().filter(letter -> letter == '\n').count();
      String message =
          "is not UTF-8 text: byte %d is 0x%02x".formatted(bytes.position(), bytes.get());
      throw new ConfigError(file + ":" + line, "", message);
    }
  }

  private static List<String> lines(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
