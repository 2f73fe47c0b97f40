package io.espalier.kernels.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph and its parameters as bytes, big-endian, the same bytes for the same network.
 *
 * <p>Form: magic, graph (input shape, nodes with layer tag and fields), then each parameter array
 * in the graph's order. Sizes are checked before anything is allocated: an array is as long as the
 * graph says.
 */
public final class NetworkCodec {
  private static final int MAGIC = 0x45535031; // "ESP1"
  private static final int MOST_NODES = 100_000;

  private NetworkCodec() {}

  /** Writes a network. */
  public static void write(Graph graph, Parameters parameters, DataOutputStream out)
      throws IOException {
    out.writeInt(MAGIC);
    writeShape(graph.input(), out);
    out.writeInt(graph.nodes().size());
    for (Node node : graph.nodes()) {
      out.writeUTF(node.name());
      out.writeInt(node.inputs().size());
      for (String input : node.inputs()) {
        out.writeUTF(input);
      }
      LayerCodec.write(node.layer(), out);
    }
    for (Slot slot : graph.slots()) {
      float[] values = parameters.get(slot);
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
      bytes.asFloatBuffer().put(values);
      out.write(bytes.array());
    }
  }

  /** A network as read. */
  public record Decoded(Graph graph, Parameters parameters) {}

  /**
   * Reads a network.
   *
   * @param available how many bytes there are at most: a graph whose parameters take more is
   *     refused before they are allocated
   * @throws IOException if the bytes are none, end early, or describe an impossible graph
   */
  public static Decoded read(DataInputStream in, long available) throws IOException {
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IOException(
          String.format("expected a network starting with %08x, found %08x", MAGIC, magic));
    }
    Graph graph = readGraph(in);
    checkSize(graph, available);
    Parameters parameters = Parameters.zeros(graph);
    for (Slot slot : graph.slots()) {
      float[] values = parameters.get(slot);
      byte[] bytes = in.readNBytes(4 * values.length);
      if (bytes.length != 4 * values.length) {
        throw new IOException(
            slot + ": expected " + 4 * values.length + " bytes, found " + bytes.length);
      }
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    }
    return new Decoded(graph, parameters);
  }

  private static void checkSize(Graph graph, long available) throws IOException {
    long needed = 0;
    for (Slot slot : graph.slots()) {
      long size = Float.BYTES;
      for (int extent : slot.extents()) {
        size = Math.min(size, 1L << 31) * extent; // cannot overflow, and is refused long before
      }
      needed = Math.min(Long.MAX_VALUE / 2, needed + size);
    }
    if (needed > available) {
      throw new IOException(
          "the network's parameters take " + needed + " bytes, there are " + available);
    }
  }

  private static Graph readGraph(DataInputStream in) throws IOException {
    try {
      Shape input = readShape(in);
      int count = in.readInt();
      if (count < 1 || count > MOST_NODES) {
        throw new IOException("expected 1 to " + MOST_NODES + " nodes, found " + count);
      }
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(readNode(in));
      }
      return new Graph(input, nodes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("not a possible network: " + e.getMessage(), e);
    }
  }

  private static Node readNode(DataInputStream in) throws IOException {
    String name = in.readUTF();
    int count = in.readInt();
    if (count < 1 || count > MOST_NODES) {
      throw new IOException("node '" + name + "': expected at least one input, found " + count);
    }
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(in.readUTF());
    }
    return new Node(name, LayerCodec.read(in), inputs);
  }

  private static void writeShape(Shape shape, DataOutputStream out) throws IOException {
    out.writeInt(shape.height());
    out.writeInt(shape.width());
    out.writeInt(shape.channels());
  }

  private static Shape readShape(DataInputStream in) throws IOException {
    return new Shape(in.readInt(), in.readInt(), in.readInt());
  }
}
