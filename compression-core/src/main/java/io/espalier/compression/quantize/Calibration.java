package io.espalier.compression.quantize;

import io.espalier.kernels.net.InputObserver;
import io.espalier.kernels.net.Program;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the inputs of convolutions and dense layers look like over some images, on the network as it
 * stands: pruned, not rounded.
 */
public final class Calibration {
  private Calibration() {}

  /**
   * Runs the images through the program and gathers the statistics of each layer input.
   *
   * @param program loaded, no input rounded
   * @param images [count × height × width × channels], normalised
   * @param count how many images
   * @throws ArithmeticException if an input is NaN, naming the first layer that gets one
   * @return by node name; valid while the program stays as it is and {@code images} unchanged
   */
  public static Map<String, Seen> observe(Program program, float[] images, int count) {
    Map<String, ObservedValues> seen = new LinkedHashMap<>();
    for (String node : program.graph().weighted()) {
      seen.put(node, new ObservedValues(sink -> replay(program, images, count, node, sink)));
    }
    run(
        program,
        images,
        count,
        (node, values, from, to) -> seen.get(node).accept(values, from, to));
    Histograms histograms = new Histograms(seen, sink -> run(program, images, count, sink));
    Map<String, Seen> inputs = new LinkedHashMap<>();
    seen.forEach((node, values) -> inputs.put(node, seen(node, values, histograms)));
    return inputs;
  }

  private static Seen seen(String node, ObservedValues values, Histograms histograms) {
    if (values.hasNaN()) {
      throw new ArithmeticException("layer '" + node + "': an input is NaN");
    }
    return new Seen(values, () -> histograms.of(node));
  }

  private static void replay(
      Program program, float[] images, int count, String wanted, Replay.Sink sink) {
    run(
        program,
        images,
        count,
        (node, values, from, to) -> {
          if (node.equals(wanted)) {
            sink.accept(values, from, to);
          }
        });
  }

  private static void run(Program program, float[] images, int count, InputObserver observer) {
    for (int from = 0; from < count; from += program.batch()) {
      program.observe(images, from, Math.min(program.batch(), count - from), observer);
    }
  }
}
