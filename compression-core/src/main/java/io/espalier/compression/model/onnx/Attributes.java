package io.espalier.compression.model.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;

/** The attributes of one ONNX node. Mutable: notes which were asked for, so that none is missed. */
final class Attributes {
  private final Map<String, AttributeProto> all = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  Attributes(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (all.put(attribute.getName(), attribute) != null) {
        throw new IllegalArgumentException(
            "attribute '" + attribute.getName() + "' is given twice");
      }
    }
  }

  private Optional<AttributeProto> find(String name, AttributeType type) {
    asked.add(name);
    AttributeProto attribute = all.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    if (attribute.getType() != type) {
      throw new IllegalArgumentException(
          "attribute '" + name + "' must be of type " + type + ", got " + attribute.getType());
    }
    return Optional.of(attribute);
  }

  boolean has(String name) {
    return all.containsKey(name);
  }

  long integer(String name, long otherwise) {
    return find(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
  }

  /** An integer that says yes or no. */
  boolean flag(String name) {
    return integer(name, 0) != 0;
  }

  float real(String name, float otherwise) {
    return find(name, AttributeType.FLOAT).map(AttributeProto::getF).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return find(name, AttributeType.STRING)
        .map(attribute -> attribute.getS().toStringUtf8())
        .orElse(otherwise);
  }

  Optional<long[]> integers(String name) {
    return find(name, AttributeType.INTS)
        .map(found -> found.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  Optional<List<Float>> reals(String name) {
    return find(name, AttributeType.FLOATS).map(AttributeProto::getFloatsList);
  }

  Optional<TensorProto> tensor(String name) {
    return find(name, AttributeType.TENSOR).map(AttributeProto::getT);
  }

  /** Says that an attribute makes no difference. */
  void ignore(String name) {
    asked.add(name);
  }

  /**
   * Whether all were understood.
   *
   * @throws IllegalArgumentException naming those that were not
   */
  void checkAllAsked() {
    List<String> rest = new ArrayList<>(all.keySet());
    rest.removeAll(asked);
    if (!rest.isEmpty()) {
      rest.sort(null);
      throw new IllegalArgumentException("attributes " + rest + " are not supported");
    }
  }
}
