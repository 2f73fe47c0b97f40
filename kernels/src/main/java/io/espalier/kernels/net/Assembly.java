package io.espalier.kernels.net;

import io.espalier.kernels.simd.NetKernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Turns a graph into tensors and steps: decides which layers are fused, where halos are stored, and
 * where gradients of a tensor with several readers are summed. Mutable, used once.
 */
final class Assembly {
  /** Whether gradients are wanted. */
  enum Mode {
    INFERENCE,
    TRAINING
  }

  private final Graph graph;
  private final Mode mode;
  private final int capacity;
  private final NetKernels kernels;
  private final Parameters values;
  private final Parameters gradients;
  private final Map<String, Shape> shapes;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, Layout> sumLayouts = new HashMap<>();
  private final Map<String, Tensor> sums = new HashMap<>();
  private final Set<String> absorbed = new HashSet<>();
  private final Map<String, GatherStep> gathers = new HashMap<>();
  private final List<Link> links = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  final List<Backward> backward = new ArrayList<>();
  final Map<String, ProductStep> products = new LinkedHashMap<>();

  /** A fused run of nodes, its first and last. */
  private record Link(Node head, Optional<Node> norm, boolean relu, String tail) {}

  /** One piece of the backward pass. */
  interface Backward {
    void run(int count);
  }

  /** {@code values} and {@code gradients} are null in inference. */
  Assembly(
      Graph graph,
      Mode mode,
      int capacity,
      NetKernels kernels,
      Parameters values,
      Parameters gradients) {
    this.graph = graph;
    this.mode = mode;
    this.capacity = capacity;
    this.kernels = kernels;
    this.values = values;
    this.gradients = gradients;
    this.shapes = graph.shapes();
    fuse();
    allocate();
    if (mode == Mode.TRAINING) {
      assembleTraining();
    } else {
      links.forEach(link -> steps.add(step(link, Collections.nCopies(inputs(link), null))));
    }
  }

  private static int inputs(Link link) {
    return link.head().inputs().size();
  }

  Tensor tensor(String name) {
    return tensors.get(name);
  }

  Tensor gradient(String name) {
    return sums.get(name);
  }

  private void fuse() {
    for (Node node : graph.nodes()) {
      if (!absorbed.contains(node.name())) {
        links.add(link(node));
      }
    }
  }

  private Link link(Node head) {
    String tail = head.name();
    Optional<Node> norm = Optional.empty();
    if (isProduct(head) && mode == Mode.INFERENCE) {
      norm = absorb(tail, Assembly::isNorm);
      tail = norm.map(Node::name).orElse(tail);
    }
    Optional<Node> relu = Optional.empty();
    if (isProduct(head) || head.layer() instanceof BatchNorm || fusesRelu(head)) {
      relu = absorb(tail, Assembly::isRelu);
      tail = relu.map(Node::name).orElse(tail);
    }
    return new Link(head, norm, relu.isPresent(), tail);
  }

  private boolean fusesRelu(Node head) {
    return head.layer() instanceof Scale && mode == Mode.INFERENCE;
  }

  private Optional<Node> absorb(String name, Predicate<Node> wanted) {
    List<Node> consumers = graph.consumers(name);
    if (consumers.size() != 1 || !wanted.test(consumers.get(0))) {
      return Optional.empty();
    }
    absorbed.add(consumers.get(0).name());
    return Optional.of(consumers.get(0));
  }

  private static boolean isProduct(Node node) {
    return node.layer() instanceof Convolution || node.layer() instanceof Dense;
  }

  private static boolean isNorm(Node node) {
    return node.layer() instanceof BatchNorm || node.layer() instanceof Scale;
  }

  private static boolean isRelu(Node node) {
    return node.layer() instanceof Activation activation
        && activation.kind() == Activation.Kind.RELU;
  }

  private void allocate() {
    tensors.put(Graph.INPUT, Tensor.of(haloed(Graph.INPUT, inputLayout()), capacity));
    if (mode == Mode.INFERENCE) {
      allocateInTurns();
      return;
    }
    for (Link link : links) {
      Layout flat = Layout.of(shapes.get(link.tail()));
      tensors.put(link.tail(), Tensor.of(haloed(link.tail(), flat), capacity));
      boolean product = isProduct(link.head());
      sumLayouts.put(link.tail(), product ? geometry(link.head()).outputHalo(flat) : flat);
    }
  }

  /** In inference what nobody reads any more makes room for what comes after. */
  private void allocateInTurns() {
    Map<String, Integer> last = lastReaders();
    TensorPool pool = new TensorPool(capacity);
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      String tail = link.tail();
      tensors.put(tail, pool.take(haloed(tail, Layout.of(shapes.get(tail)))));
      int now = i;
      link.head().inputs().stream()
          .distinct()
          .filter(input -> !input.equals(Graph.INPUT) && last.get(input) == now)
          .forEach(input -> pool.give(tensors.get(input)));
    }
  }

  /** The index of the last link that reads each tensor, perhaps past a gather it does itself. */
  private Map<String, Integer> lastReaders() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < links.size(); i++) {
      for (String input : links.get(i).head().inputs()) {
        last.put(input, i);
      }
    }
    for (Link link : links) {
      if (isForOneProduct(link.head())) {
        last.merge(link.head().inputs().get(0), last.get(link.tail()), Math::max);
      }
    }
    return last;
  }

  /** Images lie tight where products or copies read them, so that windows are runs. */
  private Layout inputLayout() {
    boolean tight =
        graph.consumers(Graph.INPUT).stream()
            .allMatch(node -> isProduct(node) || node.layer() instanceof Flatten);
    return tight ? Layout.tight(graph.input()) : Layout.of(graph.input());
  }

  private Layout haloed(String name, Layout layout) {
    Layout haloed = layout;
    for (Node consumer : graph.consumers(name)) {
      if (isProduct(consumer)) {
        haloed = geometry(consumer).inputHalo(haloed);
      } else if (isForOneProduct(consumer)) {
        haloed = geometry(graph.consumers(consumer.name()).get(0)).inputHalo(haloed);
      }
    }
    return haloed;
  }

  /** Whether channels are picked for one convolution, which then may pick them itself. */
  private boolean isForOneProduct(Node node) {
    List<Node> readers = graph.consumers(node.name());
    return mode == Mode.INFERENCE
        && node.layer() instanceof Gather
        && readers.size() == 1
        && readers.get(0).layer() instanceof Convolution;
  }

  private Geometry geometry(Node node) {
    return Geometry.of(node.layer(), shapes.get(node.inputs().get(0)));
  }

  /**
   * Builds from the last step to the first: whoever comes first on the way back writes a gradient,
   * the others add theirs. When a step has run, nobody reads the gradient of its output any more.
   */
  private void assembleTraining() {
    TensorPool pool = new TensorPool(capacity);
    for (int i = links.size() - 1; i >= 0; i--) {
      Link link = links.get(i);
      sums.computeIfAbsent(link.tail(), name -> pool.take(sumLayouts.get(name)));
      List<Tensor> targets = new ArrayList<>();
      List<Backward> additions = new ArrayList<>();
      List<Tensor> parts = new ArrayList<>();
      for (String input : link.head().inputs()) {
        targets.add(target(input, pool, parts, additions));
      }
      Step step = step(link, targets);
      steps.add(step);
      backward.add(step::backward);
      backward.addAll(additions);
      parts.forEach(pool::give);
      pool.give(sums.get(link.tail()));
    }
    Collections.reverse(steps);
  }

  /** Where a reader of {@code name} writes its gradient: null for the graph's input. */
  private Tensor target(
      String name, TensorPool pool, List<Tensor> parts, List<Backward> additions) {
    if (name.equals(Graph.INPUT)) {
      return null;
    }
    Tensor sum = sums.get(name);
    if (sum == null) {
      sums.put(name, pool.take(sumLayouts.get(name)));
      return sums.get(name);
    }
    Tensor part = pool.take(Layout.of(sum.shape()));
    parts.add(part);
    additions.add(
        count -> {
          for (int n = 0; n < count; n++) {
            AddStep.add(part, sum, n, kernels.rows());
          }
        });
    return part;
  }

  private Step step(Link link, List<Tensor> targets) {
    Node head = link.head();
    List<Tensor> ins = head.inputs().stream().map(tensors::get).toList();
    Tensor in = ins.get(0);
    Tensor out = tensors.get(link.tail());
    Tensor dOut = sums.get(link.tail());
    Tensor dIn = targets.get(0);
    Layer layer = head.layer();
    if (isProduct(head)) {
      return product(link, in, out, dIn, dOut);
    } else if (layer instanceof BatchNorm norm && mode == Mode.TRAINING) {
      NormStep.NormParameters own = NormStep.NormParameters.of(head.name(), values, gradients);
      return new NormStep(norm, link.relu(), in, out, dIn, dOut, kernels.rows(), own);
    } else if (isNorm(head)) {
      float floor = link.relu() ? 0 : Float.NEGATIVE_INFINITY;
      float[] dGamma = mode == Mode.TRAINING ? gradients.get(head.name(), Role.GAMMA) : null;
      return new AffineStep(head, floor, in, out, dIn, dOut, kernels.rows(), dGamma);
    } else if (isRelu(head)) {
      return new ReluStep(in, out, dIn, dOut, kernels.rows());
    } else if (layer instanceof Activation activation) {
      return new ActivationStep(Curves.of(activation, kernels.activations()), in, out, dIn, dOut);
    } else if (layer instanceof LocalResponseNorm norm) {
      return new LocalResponseStep(norm, in, out, dIn, dOut);
    } else if (layer instanceof Pooling pooling) {
      return new PoolingStep(pooling, in, out, dIn, dOut, kernels.rows());
    } else if (layer instanceof GlobalPooling pooling) {
      Pooling whole = PoolingStep.global(pooling.kind(), in.shape());
      return new PoolingStep(whole, in, out, dIn, dOut, kernels.rows());
    } else if (layer instanceof Add) {
      return new AddStep(ins, out, targets, dOut, kernels.rows());
    } else if (layer instanceof Multiply) {
      return new MultiplyStep(in, ins.get(1), out, dIn, targets.get(1), dOut, kernels.rows());
    } else if (layer instanceof Concat) {
      return new ConcatStep(ins, out, targets, dOut);
    } else if (layer instanceof Gather gather) {
      GatherStep step = new GatherStep(gather, in, out, dIn, dOut);
      gathers.put(head.name(), step);
      return step;
    }
    return new FlattenStep(in, out, dIn, dOut);
  }

  private Step product(Link link, Tensor in, Tensor out, Tensor dIn, Tensor dOut) {
    Node head = link.head();
    Geometry geometry = geometry(head);
    boolean alone = graph.consumers(head.inputs().get(0)).size() == 1;
    Staging staging = new Staging(in, alone && mode == Mode.INFERENCE, capacity);
    Fused fused = new Fused(head, link.norm(), link.relu());
    ProductGradient gradient =
        mode == Mode.TRAINING ? gradient(fused, geometry, in, dIn, dOut) : null;
    ProductStep step = new ProductStep(fused, geometry, staging, out, capacity, kernels, gradient);
    GatherStep gather = gathers.get(head.inputs().get(0));
    if (gather != null && isForOneProduct(graph.node(head.inputs().get(0)))) {
      step.pickFrom(gather);
      gather.readBy(step);
    }
    if (step.isLearned()) {
      products.put(head.name(), step);
    }
    return step;
  }

  private ProductGradient gradient(
      Fused fused, Geometry geometry, Tensor in, Tensor dIn, Tensor dOut) {
    String name = fused.name();
    return new ProductGradient(
        geometry,
        in,
        dOut,
        dIn,
        capacity,
        kernels,
        gradientOf(name, Role.WEIGHT),
        gradientOf(name, Role.BIAS));
  }

  private float[] gradientOf(String name, Role role) {
    return gradients.has(name, role) ? gradients.get(name, role) : null;
  }
}
