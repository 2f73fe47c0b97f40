package io.espalier.kernels.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a network: an array for each slot of a graph. Mutable: the arrays are the
 * network's own and may be written in place; tell a {@link Program} that runs on them.
 *
 * <p>Equality is by the bits of every array; order is the graph's.
 */
public final class Parameters {
  private final List<Slot> slots;
  private final Map<String, Map<Role, float[]>> arrays = new LinkedHashMap<>();

  private Parameters(List<Slot> slots) {
    this.slots = List.copyOf(slots);
    for (Slot slot : slots) {
      arrays
          .computeIfAbsent(slot.node(), name -> new EnumMap<>(Role.class))
          .put(slot.role(), new float[slot.size()]);
    }
  }

  /** All zeros. */
  public static Parameters zeros(Graph graph) {
    return new Parameters(graph.slots());
  }

  /** Zeros, but for scales and running variances, which are 1. */
  public static Parameters neutral(Graph graph) {
    Parameters parameters = zeros(graph);
    parameters.forEach(
        (slot, values) -> {
          if (slot.role() == Role.GAMMA || slot.role() == Role.VARIANCE) {
            Arrays.fill(values, 1);
          }
        });
    return parameters;
  }

  /** Zeros of the same slots as these. */
  public Parameters zeros() {
    return new Parameters(slots);
  }

  /** The slots, in the graph's order. */
  public List<Slot> slots() {
    return slots;
  }

  /** Whether there is such an array. */
  public boolean has(String node, Role role) {
    return arrays.getOrDefault(node, Map.of()).containsKey(role);
  }

  /**
   * The array itself, not a copy.
   *
   * @throws IllegalArgumentException if there is none
   */
  public float[] get(String node, Role role) {
    float[] values = arrays.getOrDefault(node, Map.of()).get(role);
    if (values == null) {
      throw new IllegalArgumentException("node '" + node + "' has no " + role);
    }
    return values;
  }

  /** The array of a slot itself, not a copy. */
  public float[] get(Slot slot) {
    return get(slot.node(), slot.role());
  }

  /**
   * Copies values in.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public void set(String node, Role role, float[] values) {
    float[] target = get(node, role);
    if (target.length != values.length) {
      throw new IllegalArgumentException(
          node + "." + role + " takes " + target.length + " values, got " + values.length);
    }
    System.arraycopy(values, 0, target, 0, values.length);
  }

  /** Copies all values of equally shaped parameters in. */
  public void set(Parameters other) {
    checkSameSlots(other);
    for (Slot slot : slots) {
      set(slot.node(), slot.role(), other.get(slot));
    }
  }

  void checkSameSlots(Parameters other) {
    if (slots != other.slots && !slots.equals(other.slots)) {
      throw new IllegalArgumentException("parameters of another graph: " + other.slots);
    }
  }

  /** A deep copy. */
  public Parameters copy() {
    Parameters copy = new Parameters(slots);
    copy.set(this);
    return copy;
  }

  /** The number of values in all arrays that are trained. */
  public long trainedCount() {
    return slots.stream().filter(slot -> slot.role().isTrained()).mapToLong(Slot::size).sum();
  }

  /** Visits every array in order. */
  public void forEach(Visitor visitor) {
    for (Slot slot : slots) {
      visitor.accept(slot, get(slot));
    }
  }

  /** Sees one slot and its array. */
  @FunctionalInterface
  public interface Visitor {
    /** Called once a slot; {@code values} is the array itself. */
    void accept(Slot slot, float[] values);
  }

  /** SHA-256 over names, roles, extents and the bits of every value, in order. */
  public byte[] digest() {
    MessageDigest digest = sha256();
    forEach(
        (slot, values) -> {
          String header = slot.node() + "\0" + slot.role() + "\0" + slot.extents() + "\0";
          digest.update(header.getBytes(StandardCharsets.UTF_8));
          ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
          bytes.asFloatBuffer().put(values);
          digest.update(bytes);
        });
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters that
        && slots.equals(that.slots)
        && slots.stream().allMatch(slot -> sameBits(get(slot), that.get(slot)));
  }

  private static boolean sameBits(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = slots.hashCode();
    for (Slot slot : slots) {
      hash = 31 * hash + Arrays.hashCode(get(slot));
    }
    return hash;
  }
}
