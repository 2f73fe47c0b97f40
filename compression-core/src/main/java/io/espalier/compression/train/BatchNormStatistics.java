package io.espalier.compression.train;

import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Slot;
import java.util.HashMap;
import java.util.Map;

/** The means and variances that batch norms see, averaged over whole batches. */
public final class BatchNormStatistics {
  private BatchNormStatistics() {}

  /** The same network, but running statistics are those of the last batch alone. */
  public static Graph withoutMemory(Graph graph) {
    return new Graph(
        graph.input(), graph.nodes().stream().map(BatchNormStatistics::withoutMemory).toList());
  }

  private static Node withoutMemory(Node node) {
    return node.layer() instanceof BatchNorm norm
        ? new Node(node.name(), new BatchNorm(norm.epsilon(), 0), node.inputs())
        : node;
  }

  /**
   * The program's parameters with the mean over all full batches in place of running statistics.
   *
   * @param program loaded, of a graph {@link #withoutMemory}
   * @param images [count × height × width × channels]; what is left of the last batch is not used
   */
  public static Parameters measure(Program program, float[] images, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    byte[] labels = new byte[count]; // only the way back looks at them
    Map<Slot, double[]> sums = new HashMap<>();
    int batches = count / program.batch();
    for (int batch = 0; batch < batches; batch++) {
      program.forwardBackward(images, order, batch * program.batch(), labels, program.batch());
      add(program.parameters(), sums);
    }
    Parameters measured = program.parameters().copy();
    sums.forEach((slot, sum) -> mean(sum, batches, measured.get(slot)));
    return measured;
  }

  private static void add(Parameters parameters, Map<Slot, double[]> sums) {
    for (Slot slot : parameters.slots()) {
      if (slot.role() == Role.MEAN || slot.role() == Role.VARIANCE) {
        double[] sum = sums.computeIfAbsent(slot, key -> new double[key.size()]);
        float[] values = parameters.get(slot);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += values[i];
        }
      }
    }
  }

  private static void mean(double[] sum, int count, float[] mean) {
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / count);
    }
  }
}
