package io.espalier.compression.model;

import java.io.IOException;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * The names of Java classes in a configuration, which Deeplearning4j makes objects of: a file from
 * outside may name Deeplearning4j's own and no others.
 */
final class Dl4jClasses {
  private static final List<String> KEYS = List.of("@class", "@type", "class");
  private static final List<String> OWN =
      List.of(
          "org.deeplearning4j.nn.conf.",
          "org.deeplearning4j.nn.weights.",
          "org.deeplearning4j.preprocessors.",
          "org.nd4j.linalg.");

  private Dl4jClasses() {}

  /**
   * Checks a configuration.
   *
   * @throws IOException if it is no JSON, or names another class
   */
  static void check(String configuration) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(configuration)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean named = KEYS.contains(String.valueOf(parser.getCurrentName()));
        if (named && token.isScalarValue()) {
          check(parser, parser.getText());
        } else if (named && token.isStructStart()) {
          throw new IOException(
              "its configuration names no class at " + parser.getCurrentLocation());
        }
      }
    }
  }

  private static void check(JsonParser parser, String name) throws IOException {
    if (OWN.stream().noneMatch(name::startsWith)) {
      throw new IOException(
          "its configuration names the class "
              + name
              + " in line "
              + parser.getCurrentLocation().getLineNr()
              + "; only Deeplearning4j's own layers, vertices and functions are read");
    }
  }
}
