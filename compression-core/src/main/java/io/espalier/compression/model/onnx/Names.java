package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives nodes names that say what they are in the user's own network. Mutable. */
final class Names {
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(.+?)[./_](?:weight|weights|bias|kernel|gamma|beta|scale|W|B)(?:/read)?(?::0)?");

  private final Set<String> taken = new HashSet<>(Set.of(Graph.INPUT));
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The layer that a parameter names: {@code layer1.0.conv1} of {@code layer1.0.conv1.weight}. */
  static Optional<String> layerOf(String parameter) {
    Matcher matcher = PARAMETER.matcher(parameter);
    if (parameter.contains("::") || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(dotted(matcher.group(1)));
  }

  /**
   * The name of an ONNX node in dots. PyTorch writes {@code /layer1/layer1.0/Relu_1}, where a scope
   * repeats the one before: {@code layer1.0.Relu_1}.
   */
  static String ofNode(String node, String operator) {
    String[] parts = node.split("/");
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      boolean repeated = i + 1 < parts.length && parts[i + 1].startsWith(parts[i] + ".");
      if (!parts[i].isBlank() && !repeated) {
        kept.add(parts[i]);
      }
    }
    String name = String.join(".", kept);
    return name.isBlank() ? operator : name;
  }

  private static String dotted(String name) {
    return name.replace('/', '.');
  }

  /** Says that a name is taken. */
  void take(String name) {
    taken.add(name);
  }

  /** {@code wanted}, or with a number if it is taken. */
  String unique(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name = wanted + "_" + numbers.merge(wanted, 1, Integer::sum);
    }
    return name;
  }
}
