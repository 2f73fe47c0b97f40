package io.espalier.compression.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;

/** Includes as HOCON does, but a file that is not there is an error instead of nothing. */
record StrictIncluder(ConfigIncluder next) implements ConfigIncluder {
  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return new StrictIncluder(fallback);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    try {
      return next.include(new StrictContext(context, context.parseOptions()), what);
    } catch (ConfigException.IO e) {
      throw new Missing(what, e);
    }
  }

  /** An include that was not found. */
  static final class Missing extends ConfigException {
    private static final long serialVersionUID = 1;
    private final String what;

    Missing(String what, ConfigException cause) {
      super("cannot include \"" + what + "\": " + cause.getMessage(), cause);
      this.what = what;
    }

    String what() {
      return what;
    }
  }

  private static final class StrictContext implements ConfigIncludeContext {
    private final ConfigIncludeContext context;
    private final ConfigParseOptions options;

    StrictContext(ConfigIncludeContext context, ConfigParseOptions options) {
      this.context = context;
      this.options = options.setAllowMissing(false);
    }

    @Override
    public ConfigParseable relativeTo(String filename) {
      return context.relativeTo(filename);
    }

    @Override
    public ConfigParseOptions parseOptions() {
      return options;
    }

    @Override
    public ConfigIncludeContext setParseOptions(ConfigParseOptions other) {
      return new StrictContext(context.setParseOptions(other), other);
    }
  }
}
