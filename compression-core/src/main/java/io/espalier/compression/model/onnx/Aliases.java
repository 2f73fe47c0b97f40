package io.espalier.compression.model.onnx;

import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Padding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What computes nothing: other names, other axes, zeros for the next window to bring. */
final class Aliases {
  private Aliases() {}

  static Value identity(Call call) {
    return call.isConstant(0) ? call.tensor(0) : call.alias(call.pendingFlow(0));
  }

  static Value dropout(Call call) {
    call.attributes().ignore("ratio");
    call.attributes().ignore("seed");
    boolean training =
        call.optional(2).map(Tensor::integers).filter(flag -> flag.length == 1).stream()
            .anyMatch(flag -> flag[0] != 0);
    if (training) {
      throw new IllegalArgumentException("is in training mode: export the network for inference");
    }
    return identity(call);
  }

  /** Logits serve as well: they have the same order, and the loss takes them. */
  static Value softmax(Call call) {
    Flow input = call.flow(0);
    long axis = call.attributes().integer("axis", call.opset() < 13 ? 1 : -1);
    if (Call.axis(axis, input.rank()) != input.channelAxis() || !input.shape().isFlat()) {
      throw new IllegalArgumentException("only a softmax over the classes is supported");
    }
    return call.alias(input).softmaxed();
  }

  static Value flatten(Call call) {
    long axis = call.attributes().integer("axis", 1);
    Flow input = call.pendingFlow(0);
    if (axis != 1 && axis != 1 - input.rank()) {
      throw new IllegalArgumentException("must keep the first axis alone, got axis " + axis);
    }
    return flattened(call, input);
  }

  private static Flow flattened(Call call, Flow input) {
    if (!(input.form() instanceof Form.Image image)) {
      return call.alias(input);
    }
    Form.Vector vector = image.flattened(input.shape());
    if (input.shape().isFlat()) {
      return call.alias(input).as(vector);
    }
    return call.add(new Flatten(), vector, List.of(call.flow(0)));
  }

  static Value reshape(Call call) {
    long[] to = call.integers("shape", 1).orElse(new long[0]);
    boolean zeros = call.attributes().flag("allowzero");
    if (call.isConstant(0)) {
      return Folding.reshape(call.tensor(0), to, zeros);
    }
    Flow input = call.pendingFlow(0);
    if (zeros && Arrays.stream(to).anyMatch(extent -> extent == 0)) {
      throw new IllegalArgumentException("cannot become " + Arrays.toString(to));
    }
    return seen(call, input, Extents.of(input.dims(call.batch()), to));
  }

  /** An activation with other ONNX extents, the batch first. */
  private static Value seen(Call call, Flow input, List<Long> to) {
    long[] from = input.dims(call.batch());
    if (to.equals(Arrays.stream(from).boxed().toList())) {
      return call.alias(input);
    }
    if (to.size() == 2) {
      return flattened(call, input);
    }
    boolean pixel = to.size() == 4 && to.get(2) == 1 && to.get(3) == 1;
    if (pixel && input.form() instanceof Form.Vector vector && vector.isPlain()) {
      return call.alias(input).as(Form.Image.NCHW);
    }
    throw new IllegalArgumentException(
        "cannot become " + Extents.text(to) + ": only two dimensions are supported");
  }

  static Value squeeze(Call call) {
    Optional<long[]> axes = call.integers("axes", 1);
    if (call.isConstant(0)) {
      return Folding.squeeze(call.tensor(0), axes);
    }
    Flow input = call.pendingFlow(0);
    long[] from = input.dims(call.batch());
    List<Long> to = new ArrayList<>();
    for (int i = 0; i < from.length; i++) {
      int axis = i;
      boolean named =
          axes.stream()
              .flatMapToLong(Arrays::stream)
              .anyMatch(given -> Call.axis(given, from.length) == axis);
      if (named && (from[i] != 1 || i == 0)) {
        throw new IllegalArgumentException("axis " + i + " of " + Arrays.toString(from) + " stays");
      }
      if (!named && (axes.isPresent() || from[i] != 1 || i == 0)) {
        to.add(from[i]);
      }
    }
    return seen(call, input, to);
  }

  static Value unsqueeze(Call call) {
    long[] axes =
        call.integers("axes", 1).orElseThrow(() -> new IllegalArgumentException("needs axes"));
    if (call.isConstant(0)) {
      return Folding.unsqueeze(call.tensor(0), axes);
    }
    Flow input = call.pendingFlow(0);
    List<Long> to = new ArrayList<>(Arrays.stream(input.dims(call.batch())).boxed().toList());
    int rank = Math.addExact(to.size(), axes.length);
    int[] places = Arrays.stream(axes).mapToInt(axis -> Call.axis(axis, rank)).sorted().toArray();
    for (int place : places) {
      to.add(Math.min(place, to.size()), 1L);
    }
    return seen(call, input, to);
  }

  static Value transpose(Call call) {
    Optional<long[]> given = call.attributes().integers("perm");
    int rank = call.isConstant(0) ? call.tensor(0).dims().size() : call.pendingFlow(0).rank();
    List<Integer> permutation = permutation(given, rank);
    if (call.isConstant(0)) {
      return Folding.transpose(call.tensor(0), permutation);
    }
    Flow input = call.pendingFlow(0);
    if (input.form() instanceof Form.Image image) {
      return call.alias(input).as(image.transposed(permutation));
    }
    if (!permutation.equals(List.of(0, 1))) {
      throw new IllegalArgumentException("cannot exchange the batch and its features");
    }
    return call.alias(input);
  }

  private static List<Integer> permutation(Optional<long[]> given, int rank) {
    List<Integer> permutation = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      permutation.add(rank - 1 - i);
    }
    if (given.isEmpty()) {
      return permutation;
    }
    List<Integer> wanted = Arrays.stream(given.get()).mapToInt(Math::toIntExact).boxed().toList();
    if (wanted.size() != rank || !new HashSet<>(wanted).equals(new HashSet<>(permutation))) {
      throw new IllegalArgumentException(
          "perm must be an order of " + rank + " axes, got " + wanted);
    }
    return wanted;
  }

  /** Zeros around an image, which the next window brings; nothing else can be padded. */
  static Value pad(Call call) {
    String mode = call.attributes().text("mode", "constant");
    float value = call.optional(2).map(Tensor::single).orElse(call.attributes().real("value", 0));
    long[] pads =
        call.integers("pads", 1).orElseThrow(() -> new IllegalArgumentException("needs pads"));
    if (Arrays.stream(pads).allMatch(side -> side == 0)) {
      return call.alias(call.pendingFlow(0));
    }
    if (!mode.equals("constant") || value != 0) {
      throw new IllegalArgumentException(
          "only zeros are supported, got mode " + mode + " and value " + value);
    }
    Flow input = call.image(0);
    Padding padding = spatial(all(pads, call.optional(3)));
    Padding before = input.pad().orElse(Padding.NONE);
    return call.alias(input).padded(Windows.sum(before, padding));
  }

  /** Begins and ends of all four axes. */
  private static long[] all(long[] pads, Optional<Tensor> axes) {
    if (axes.isEmpty()) {
      return pads;
    }
    long[] named = axes.get().integers();
    if (pads.length != 2 * named.length) {
      throw new IllegalArgumentException(
          "needs two pads an axis, got " + pads.length + " for " + named.length + " axes");
    }
    long[] all = new long[8];
    for (int i = 0; i < named.length; i++) {
      int axis = Call.axis(named[i], 4);
      all[axis] = pads[i];
      all[axis + 4] = pads[i + named.length];
    }
    return all;
  }

  private static Padding spatial(long[] pads) {
    if (pads.length != 8 || pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) {
      throw new IllegalArgumentException(
          "only height and width can be padded, got " + Arrays.toString(pads));
    }
    return new Padding(
        Windows.side(pads[2]), Windows.side(pads[3]), Windows.side(pads[6]), Windows.side(pads[7]));
  }
}
