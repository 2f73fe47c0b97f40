package io.espalier.compression.pipeline;

import io.espalier.compression.prune.Criterion;
import io.espalier.compression.prune.GradientCriterion;
import io.espalier.compression.prune.Mask;
import io.espalier.compression.prune.WeightCriterion;
import io.espalier.compression.train.GradientAverage;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.util.ArrayList;
import java.util.List;

/** One application of a criterion to a network: from weights and gradients to masks. */
final class Scoring {
  private final Criterion criterion;
  private final Network network;
  private final Rates rates;
  private final int round;
  private final StepContext context;

  /** {@code round} counts from 1; each draws anew. */
  Scoring(Criterion criterion, Network network, Rates rates, int round, StepContext context) {
    this.criterion = criterion;
    this.network = network;
    this.rates = rates;
    this.round = round;
    this.context = context;
  }

  List<Mask> masks() {
    for (String name : rates.names()) {
      checkFinite(name, network.parameters().get(name, Role.WEIGHT));
    }
    return criterion instanceof GradientCriterion gradients
        ? iterate(gradients)
        : Prune.select(rates, scores((WeightCriterion) criterion));
  }

  private static void checkFinite(String name, float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new ArithmeticException(
            "layer '" + name + "': weight " + i + " is " + weights[i] + ", which has no rank");
      }
    }
  }

  private List<float[]> scores(WeightCriterion criterion) {
    long seed = round == 1 ? context.seed() : context.seed("score", round);
    List<float[]> scores = new ArrayList<>();
    for (String name : rates.names()) {
      float[] weights = network.parameters().get(name, Role.WEIGHT);
      scores.add(below(criterion.score(weights, seed ^ name.hashCode()), network.mask(name)));
    }
    return scores;
  }

  /** What is pruned goes to the bottom: kept weights are lifted above zero. In place. */
  static float[] below(float[] scores, Mask mask) {
    if (mask.keptCount() < mask.length()) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = mask.keeps(i) ? Math.max(scores[i], Float.MIN_VALUE) : 0;
      }
    }
    return scores;
  }

  /** keep(t) = exp(t/T · ln keep), counted from what an earlier step left. */
  private List<Mask> iterate(GradientCriterion gradients) {
    GradientAverage average =
        new GradientAverage(
            network.graph(),
            context.data(),
            gradients.batchSize(),
            context.seed("gradients", round));
    average.pruneInputs(network.inputThresholds());
    Network current = network;
    List<Mask> masks = List.of();
    for (int t = 1; t <= gradients.iterations(); t++) {
      double share = (double) t / gradients.iterations();
      Rates now =
          t == gradients.iterations()
              ? rates
              : rates.map((start, end, i) -> geometric(start, end, share), t);
      Network before = current;
      masks = Prune.select(now, scores(gradients, average, before));
      current = Masking.masked(network, rates.names(), masks);
      if (t > 1) {
        context.log().addResurrected(resurrected(before, masks));
      }
    }
    return masks;
  }

  private static double geometric(double start, double end, double share) {
    return 1 - (1 - start) * StrictMath.exp(share * StrictMath.log((1 - end) / (1 - start)));
  }

  private List<float[]> scores(
      GradientCriterion gradients, GradientAverage average, Network masked) {
    GradientAverage.Part part =
        gradients.average() == GradientCriterion.Average.SQUARED_GRADIENT
            ? gradient -> gradient * gradient
            : gradient -> gradient;
    Parameters mean = average.next(masked.parameters(), gradients.batches(), part);
    boolean returns = gradients.pruned() == GradientCriterion.Pruned.MAY_RETURN;
    List<float[]> scores = new ArrayList<>();
    for (String name : rates.names()) {
      float[] weights = network.parameters().get(name, Role.WEIGHT);
      float[] score = gradients.score(weights, mean.get(name, Role.WEIGHT));
      scores.add(below(score, (returns ? network : masked).mask(name)));
    }
    return scores;
  }

  private long resurrected(Network before, List<Mask> after) {
    long count = 0;
    for (int i = 0; i < after.size(); i++) {
      Mask was = before.mask(rates.names().get(i));
      for (int j = 0; j < was.length(); j++) {
        count += !was.keeps(j) && after.get(i).keeps(j) ? 1 : 0;
      }
    }
    return count;
  }
}
