package io.espalier.jobs.spark;

import io.espalier.compression.config.Canonical;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.pipeline.Prune;
import io.espalier.compression.pipeline.PruneChannels;
import io.espalier.compression.pipeline.PruneKernels;
import io.espalier.compression.pipeline.PruneSchedule;
import io.espalier.compression.pipeline.QuantizationAware;
import io.espalier.compression.pipeline.Quantize;
import io.espalier.compression.prune.Scope;
import io.espalier.compression.quantize.Percentile;
import io.espalier.compression.quantize.TensorQuantizer;
import io.espalier.compression.trial.TrialSpec;
import io.espalier.jobs.result.Sha256;
import io.espalier.jobs.result.SpecFacts;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.format.NumberFormat;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads off a trial's specification what the tables say about it. */
public final class Facts {
  private Facts() {}

  /** The facts of a specification. Of several steps of a kind the first speaks. */
  public static SpecFacts of(TrialSpec spec) {
    TrialSpec seedless =
        new TrialSpec(
            spec.model(), spec.dataset(), spec.training(), spec.pipeline(), 0, spec.latency());
    return new SpecFacts(
        name(spec.model()),
        name(spec.dataset()),
        spec.seed(),
        Sha256.shortHex(Canonical.text(seedless)),
        pruning(spec.pipeline()),
        quantization(spec.pipeline()));
  }

  private static Optional<SpecFacts.Pruning> pruning(List<CompressionStep> steps) {
    OptionalInt groups =
        steps.stream()
            .filter(PruneKernels.class::isInstance)
            .mapToInt(step -> ((PruneKernels) step).groups())
            .findFirst();
    for (CompressionStep step : steps) {
      if (step instanceof Prune elements) {
        return Optional.of(pruning(elements, groups));
      } else if (step instanceof PruneChannels channels) {
        return Optional.of(pruning(channels, groups));
      } else if (step instanceof PruneKernels kernels) {
        return Optional.of(pruning(kernels));
      }
    }
    return Optional.empty();
  }

  private static long count(List<CompressionStep> steps, Class<?> type) {
    return steps.stream().filter(type::isInstance).count();
  }

  private static SpecFacts.Pruning pruning(Prune step, OptionalInt groups) {
    return new SpecFacts.Pruning(
        name(step.criterion()),
        "element",
        groups,
        step.scope() == Scope.GLOBAL ? "global" : "local",
        name(step.schedule()),
        step.schedule() instanceof PruneSchedule.Iterative rounds ? rounds.rounds() : 1,
        step.layers().isEmpty() ? OptionalDouble.of(step.sparsity()) : OptionalDouble.empty());
  }

  private static SpecFacts.Pruning pruning(PruneChannels step, OptionalInt groups) {
    return new SpecFacts.Pruning(
        name(step.criterion()),
        "channel",
        groups,
        step.scope() == Scope.GLOBAL ? "global" : "local",
        "one-shot",
        1,
        step.layers().isEmpty() ? OptionalDouble.of(step.rate()) : OptionalDouble.empty());
  }

  private static SpecFacts.Pruning pruning(PruneKernels step) {
    return new SpecFacts.Pruning(
        "kernel-norm",
        "kernel",
        OptionalInt.of(step.groups()),
        "local",
        "one-shot",
        1,
        step.layers().isEmpty() ? OptionalDouble.of(step.sparsity()) : OptionalDouble.empty());
  }

  private static Optional<SpecFacts.Quantization> quantization(List<CompressionStep> steps) {
    boolean mixed = count(steps, Quantize.class) + count(steps, QuantizationAware.class) > 1;
    for (CompressionStep step : steps) {
      if (step instanceof Quantize after && !isNone(after.weight(), after.activation())) {
        return Optional.of(
            quantization(after.weight(), after.activation(), after.except(), "PTQ", mixed));
      } else if (step instanceof QuantizationAware during
          && !isNone(during.weight(), during.activation())) {
        return Optional.of(
            quantization(during.weight(), during.activation(), during.except(), "QAT", mixed));
      }
    }
    return Optional.empty();
  }

  private static boolean isNone(TensorQuantizer weight, TensorQuantizer activation) {
    return weight.isNone() && activation.isNone();
  }

  private static SpecFacts.Quantization quantization(
      TensorQuantizer weight,
      TensorQuantizer activation,
      List<String> except,
      String regime,
      boolean mixed) {
    return new SpecFacts.Quantization(
        role(weight, "in"),
        role(activation, "channel"),
        weight.rounding().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        name(activation.observer()),
        activation.observer() instanceof Percentile clipping
            ? OptionalDouble.of(clipping.percentile())
            : OptionalDouble.empty(),
        regime,
        except.isEmpty(),
        mixed);
  }

  private static SpecFacts.Role role(TensorQuantizer quantizer, String axis) {
    NumberFormat format = quantizer.format();
    boolean blocks = format.blockSize() > 1;
    return new SpecFacts.Role(
        name(format),
        Canonical.text(format),
        format.widthBits(),
        component(format, "exponentWidth"),
        component(format, "mantissaWidth"),
        blocks ? OptionalInt.of(format.blockSize()) : OptionalInt.empty(),
        blocks ? Optional.of(axis) : Optional.empty(),
        blocks ? "block" : quantizer.granularity().name().toLowerCase(Locale.ROOT));
  }

  private static String name(Object described) {
    return described.getClass().getAnnotation(Named.class).value();
  }

  /** A field of a format by its name, where the format has it. */
  private static OptionalInt component(NumberFormat format, String name) {
    for (RecordComponent component : format.getClass().getRecordComponents()) {
      if (component.getName().equals(name) && component.getType() == int.class) {
        return OptionalInt.of(value(format, component));
      }
    }
    return OptionalInt.empty();
  }

  private static int value(NumberFormat format, RecordComponent component) {
    try {
      return (int) component.getAccessor().invoke(format);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessors are public: " + component, e);
    }
  }
}
