package io.espalier.jobs.cli;

import io.espalier.compression.model.SavedNetwork;
import io.espalier.jobs.report.OutputFormat;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Layer;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import io.espalier.kernels.net.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the layers of a network. */
@Command(
    name = "inspect",
    description =
        "Prints a network's layers with shapes, parameters and multiply-accumulates, and what of"
            + " them could be pruned and quantized.")
final class InspectCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("layer", "kind", "takes", "gives", "weights", "params", "macs", "prune", "quantize");
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})[x×](\\d{1,6})[x×](\\d{1,6})");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      converter = PathOrUrl.class,
      description = "the network: ONNX, Keras .h5, or a zip that Deeplearning4j or Espalier saved")
  private Path file;

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      description = "height, width and channels of its images; needed for a Deeplearning4j zip")
  private Optional<String> input = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json (default: ${DEFAULT-VALUE})",
      defaultValue = "table")
  private String format;

  @Override
  public Integer call() {
    OutputFormat output = OutputFormat.parse(format);
    SavedNetwork network = SavedNetwork.read(file, input.map(InspectCommand::shape));
    Graph graph = network.graph();
    var out = spec.commandLine().getOut();
    out.print(
        output.render(COLUMNS, graph.nodes().stream().map(node -> row(network, node)).toList()));
    if (output == OutputFormat.TABLE) {
      out.printf(
          "%n%s in, %d outputs, %d parameters, %d multiply-accumulates an image; %d layers can be"
              + " pruned and quantized%n",
          graph.input(),
          graph.classes(),
          network.parameters().trainedCount(),
          graph.macs(),
          graph.weighted().size());
    }
    out.flush();
    return Espalier.ALL_WELL;
  }

  private static Shape shape(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new UserError(
          "--input must be height x width x channels, such as 28x28x1, got '" + text + "'");
    }
    return new Shape(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  private static List<Optional<Object>> row(SavedNetwork network, Node node) {
    Graph graph = network.graph();
    boolean weighted = graph.weighted().contains(node.name());
    return List.<Object>of(
            node.name(),
            kind(node.layer()),
            String.join(" ", node.inputs()),
            graph.shape(node.name()),
            extents(network, node.name()),
            parameters(network, node.name()),
            graph.macs(node.name()),
            weighted ? "weights" : "",
            weighted ? "weights, input" : "")
        .stream()
        .map(Optional::of)
        .toList();
  }

  private static String kind(Layer layer) {
    String name = layer.getClass().getSimpleName();
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** Out, kernel height and width, in: the order that rounding in blocks goes by. */
  private static String extents(SavedNetwork network, String node) {
    return slots(network, node)
        .filter(slot -> slot.role() == Role.WEIGHT || slot.role() == Role.CONSTANT_WEIGHT)
        .map(slot -> slot.extents().stream().map(String::valueOf).collect(Collectors.joining("x")))
        .collect(Collectors.joining());
  }

  private static long parameters(SavedNetwork network, String node) {
    return slots(network, node).filter(slot -> slot.role().isTrained()).mapToLong(Slot::size).sum();
  }

  private static Stream<Slot> slots(SavedNetwork network, String node) {
    return network.parameters().slots().stream().filter(slot -> slot.node().equals(node));
  }
}
