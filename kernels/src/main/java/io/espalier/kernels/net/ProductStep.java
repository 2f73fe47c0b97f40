package io.espalier.kernels.net;

import io.espalier.kernels.matrix.Finish;
import io.espalier.kernels.matrix.Panel;
import io.espalier.kernels.matrix.Rows;
import io.espalier.kernels.simd.NetKernels;
import java.util.List;
import java.util.Optional;

/**
 * A convolution or dense layer, in inference with the batch norm or scale behind it, and with the
 * ReLU behind that. Mutable.
 */
final class ProductStep implements Step {
  /** With more zeros among the weights, a product that skips them may be faster. */
  private static final double MOST_ZEROS = 0.2;

  /** Rows that all strips are multiplied with before the next ones. */
  private static final int STRIP_ROWS = 16;

  private final Fused fused;
  private final Geometry geometry;
  private final Tensor out;
  private final NetKernels kernels;
  private final Staging staging;
  private final int images;
  private final Rows rows;
  private final List<Rows> parts;
  private final List<Panel> panels;
  private final SparsePanels sparse;
  private final int capacity;
  private final Crossover rule;
  private Optional<SparseProduct> fewWeights = Optional.empty();
  private Optional<PickedProduct> picked = Optional.empty();
  private boolean isDense;
  private final Finish finish;
  private final ProductGradient gradient;

  /**
   * @param fused the layer and what is fused into it
   * @param staging where the input is, quantized or not
   * @param gradient null in inference
   */
  ProductStep(
      Fused fused,
      Geometry geometry,
      Staging staging,
      Tensor out,
      int capacity,
      NetKernels kernels,
      ProductGradient gradient) {
    this.fused = fused;
    this.geometry = geometry;
    this.staging = staging;
    this.out = out;
    this.kernels = kernels;
    this.gradient = gradient;
    images = Geometry.imagesPerTable(geometry.output().pixels(), capacity);
    rows = geometry.forwardRows(staging.layout(), out.layout(), images);
    parts = gradient == null ? rows.cut(STRIP_ROWS) : List.of();
    panels = geometry.forwardPanels(staging.layout());
    finish = Finish.plain(out.channels(), fused.floor());
    sparse = new SparsePanels();
    this.capacity = capacity;
    rule = Crossover.of(geometry, capacity);
  }

  /** Whether its input may be quantized and observed. */
  boolean isLearned() {
    return fused.isLearned();
  }

  /** Reads channels where they are, as long as they are taken as they are. */
  void pickFrom(GatherStep gather) {
    picked = PickedProduct.of(geometry, gather.channels(), gather.source(), out.layout(), images);
  }

  /** Whether it reads what its gather would copy. */
  boolean picksItself() {
    return picked.isPresent() && isDense && !staging.changes();
  }

  String name() {
    return fused.name();
  }

  Staging staging() {
    return staging;
  }

  @Override
  public void load(Parameters parameters) {
    load(parameters, Skipping.FASTEST);
  }

  /** As {@link #load(Parameters)}, and in inference skips these zeros until the next load. */
  void load(Parameters parameters, Skipping skipping) {
    float[] weights = parameters.get(fused.name(), fused.weightRole());
    for (int i = 0; i < panels.size(); i++) {
      panels.get(i).pack(weights);
    }
    if (picked.isPresent()) {
      // No lambda: it would be allocated for every batch of a training.
      picked.get().pack(weights);
    }
    isDense = zeros(weights) <= MOST_ZEROS * weights.length;
    fused.fill(parameters, finish.scale(), finish.shift());
    if (gradient != null) {
      gradient.load(weights);
    } else {
      choose(skipping);
    }
  }

  private static int zeros(float[] weights) {
    int zeros = 0;
    for (float weight : weights) {
      zeros += weight == 0 ? 1 : 0;
    }
    return zeros;
  }

  private void choose(Skipping skipping) {
    if (geometry.isDepthwise()) {
      return; // a kernel position of a vector of channels is rarely all zeros
    }
    fewWeights = Optional.empty();
    switch (skipping) {
      case NONE -> sparse.choose(panels, kept -> Double.POSITIVE_INFINITY);
      case RUNS -> sparse.choose(panels, kept -> 0);
      case SINGLES -> fewWeights = Optional.of(singles());
      case FASTEST -> {
        sparse.choose(panels, rule::runs);
        if (rule.singles(density()) < Math.min(Crossover.WORTH, sparse.time())) {
          fewWeights = Optional.of(singles());
        }
      }
    }
  }

  /** Which zeros it skips now. */
  Skipping skipping() {
    if (fewWeights.isPresent()) {
      return Skipping.SINGLES;
    }
    return sparse.panels().isEmpty() ? Skipping.NONE : Skipping.RUNS;
  }

  private SparseProduct singles() {
    return new SparseProduct(
        geometry, staging.layout(), out.layout(), capacity, panels, kernels.sparse());
  }

  private double density() {
    return (double) nonZeros() / ((long) geometry.output().channels() * geometry.depth());
  }

  private int nonZeros() {
    return panels.stream().mapToInt(Panel::nonZeros).sum();
  }

  @Override
  public void forward(int count) {
    if (picksItself()) {
      for (int n = 0; n < count; n += images) {
        picked.get().run(n, Math.min(images, count - n), finish, out, kernels.products());
      }
      return;
    }
    if (fewWeights.isPresent() && count > Crossover.MOST_SINGLE_IMAGES) {
      Tensor in = staging.stage(0, count);
      if (SparsePanels.isFinite(in, 0, count, kernels.rows())) {
        fewWeights.get().run(in, count, finish, out);
      } else {
        for (int n = 0; n < count; n += images) {
          multiply(in, n, Math.min(images, count - n), panels);
        }
      }
      return;
    }
    for (int n = 0; n < count; n += images) {
      int some = Math.min(images, count - n);
      Tensor in = staging.stage(n, some);
      boolean skips = sparse.fits(in, n, some, kernels.rows());
      if (skips) {
        multiplyStrips(in, n, some);
      } else {
        multiply(in, n, some, panels);
      }
    }
  }

  /**
   * All strips over a few rows before the next ones: terms that are left read their values here and
   * there, so these have to be in the first cache, where the weights only pass through it.
   */
  private void multiplyStrips(Tensor in, int n, int some) {
    int count = some * geometry.output().pixels();
    float[] x = in.values();
    List<Panel> strips = sparse.panels();
    for (int part = 0; part * STRIP_ROWS < count; part++) {
      int rest = Math.min(STRIP_ROWS, count - part * STRIP_ROWS);
      Rows few = parts.get(part);
      for (int i = 0; i < strips.size(); i++) {
        kernels
            .products()
            .product(few, rest, x, in.image(n), strips.get(i), finish, out.values(), out.image(n));
      }
    }
  }

  private void multiply(Tensor in, int n, int some, List<Panel> chosen) {
    int count = some * geometry.output().pixels();
    float[] x = in.values();
    for (int i = 0; i < chosen.size(); i++) {
      multiply(count, x, in.image(n), chosen.get(i), out.image(n));
    }
  }

  private void multiply(int count, float[] x, int from, Panel panel, int to) {
    if (geometry.isDepthwise()) {
      kernels.depthwise().product(rows, count, x, from, panel, finish, out.values(), to);
    } else {
      kernels.products().product(rows, count, x, from, panel, finish, out.values(), to);
    }
  }

  @Override
  public void backward(int count) {
    if (fused.relu()) {
      gradient.gate(out, count);
    }
    gradient.compute(staging.staged(), count);
    gradient.gateInput(staging, count);
  }
}
