package io.espalier.compression.model;

import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * What a Keras file says of its network, looked through before the importer makes anything of it:
 * layers of other kinds, such as those that hold Python code, never reach it.
 *
 * @param model all of it
 * @param input the shape of its images
 */
record KerasConfiguration(ObjectNode model, Shape input) {
  private static final List<String> KINDS = List.of("Sequential", "Functional", "Model");

  private static final Set<String> LAYERS =
      new TreeSet<>(
          List.of(
              "Activation",
              "Add",
              "AveragePooling2D",
              "BatchNormalization",
              "Concatenate",
              "Conv2D",
              "Dense",
              "Dropout",
              "ELU",
              "Flatten",
              "GlobalAveragePooling2D",
              "GlobalMaxPooling2D",
              "InputLayer",
              "LeakyReLU",
              "MaxPooling2D",
              "ReLU",
              "Softmax"));

  /**
   * Reads the configuration of a file.
   *
   * @throws IOException if it is none, or naming the layer that has no operation here or not all
   *     its weights
   */
  static KerasConfiguration of(KerasArchive archive) throws IOException {
    if (!archive.version().startsWith("2")) {
      throw new IOException("Keras " + archive.version() + " wrote it; only Keras 2's is read");
    }
    if (!(tree(archive.configuration()) instanceof ObjectNode model)) {
      throw new IOException("its configuration is no JSON object");
    }
    if (!KINDS.contains(model.path("class_name").asText())) {
      throw new IOException("it is a " + model.path("class_name") + ", not one of " + KINDS);
    }
    JsonNode layers = layers(model);
    if (!layers.isArray() || layers.isEmpty()) {
      throw new IOException("its configuration lists no layers");
    }
    for (JsonNode layer : layers) {
      check(layer);
      checkArrays(layer, archive.arrays());
    }
    if (!archive.backend().equals(KerasArchive.TENSORFLOW)) {
      throw new IOException("its backend is " + archive.backend() + "; only tensorflow's is read");
    }
    // The importer looks for both here, Keras writes them beside.
    model.put("keras_version", archive.version());
    model.put("backend", archive.backend());
    return new KerasConfiguration(model, input(layers));
  }

  private static JsonNode layers(JsonNode model) {
    JsonNode config = model.path("config");
    return config.isArray() ? config : config.path("layers");
  }

  boolean isSequential() {
    return model.path("class_name").asText().equals("Sequential");
  }

  private static void checkArrays(JsonNode layer, Map<String, Map<String, Long>> arrays)
      throws IOException {
    JsonNode config = layer.path("config");
    String name = config.path("name").asText();
    Set<String> found = arrays.getOrDefault(name, Map.of()).keySet();
    for (String needed : needed(layer.path("class_name").asText(), config)) {
      if (!found.contains(needed)) {
        throw new IOException("layer '" + name + "' has no " + needed + ", but only " + found);
      }
    }
  }

  private static List<String> needed(String kind, JsonNode config) {
    return switch (kind) {
      case "Conv2D", "Dense" ->
          config.path("use_bias").asBoolean(true) ? List.of("kernel", "bias") : List.of("kernel");
      case "BatchNormalization" ->
          config.path("scale").asBoolean(true)
              ? List.of("beta", "gamma", "moving_mean", "moving_variance")
              : List.of("beta", "moving_mean", "moving_variance");
      default -> List.of();
    };
  }

  private static JsonNode tree(String json) throws IOException {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("its configuration is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void check(JsonNode layer) throws IOException {
    JsonNode config = layer.path("config");
    String kind = layer.path("class_name").asText();
    String what = "layer '" + config.path("name").asText() + "'";
    if (!LAYERS.contains(kind)) {
      throw new IOException(
          what + " is a " + kind + ", which has no operation here; there is one for " + LAYERS);
    }
    if (config.path("data_format").asText().equals("channels_first")) {
      throw new IOException(what + " has channels first; only channels last are read");
    }
    if (!config.path("center").asBoolean(true)) {
      throw new IOException(what + " has no beta (center is false), which the importer needs");
    }
    if (config.path("groups").asInt(1) != 1) {
      throw new IOException(
          what
              + " has "
              + config.path("groups").asInt()
              + " groups, which the importer does not read; save the network as ONNX");
    }
  }

  /** The one shape that a layer gives. */
  private static Shape input(JsonNode layers) throws IOException {
    List<JsonNode> shapes = new ArrayList<>();
    for (JsonNode layer : layers) {
      JsonNode shape = layer.path("config").path("batch_input_shape");
      boolean input = layer.path("class_name").asText().equals("InputLayer");
      if (shape.isArray() && (input || shapes.isEmpty())) {
        shapes.add(shape);
      }
    }
    if (shapes.size() != 1) {
      throw new IOException(
          shapes.isEmpty()
              ? "no layer has a batch_input_shape, the shape of its images"
              : "it has " + shapes.size() + " inputs, only one is read");
    }
    return shape(shapes.get(0));
  }

  private static Shape shape(JsonNode extents) throws IOException {
    for (int i = 1; i < extents.size(); i++) {
      if (!extents.get(i).isInt()) {
        throw new IOException(
            "its images have the shape " + extents + ": all but the first must be known");
      }
    }
    return switch (extents.size()) {
      case 2 -> Shape.flat(extents.get(1).asInt());
      case 3 -> new Shape(extents.get(1).asInt(), extents.get(2).asInt(), 1);
      case 4 -> new Shape(extents.get(1).asInt(), extents.get(2).asInt(), extents.get(3).asInt());
      default -> throw new IOException("it takes no images, but arrays of " + extents);
    };
  }
}
