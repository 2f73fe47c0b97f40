package io.espalier.jobs.cli;

import io.espalier.compression.config.Locations;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file to read: on this machine, or on a file system that has a URL. */
final class PathOrUrl implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    try {
      return Locations.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
