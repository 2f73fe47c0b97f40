package io.espalier.jobs.result;

import java.util.List;

/**
 * The views over the result tables. Whatever ranks trials looks at validation accuracy only and has
 * test accuracy beside it; a trial without a finite accuracy is in no ranking.
 */
public final class Views {
  private static final String RANKED_COLUMNS =
      """
      trial_id, label, model, dataset, seed, method, sparsity, weight_format, activation_format,
      w_bits, a_bits, params_nonzero, macs_effective, model_bits_compressed, post_val_top1,
      post_top1, delta_val_top1_points, delta_top1_points""";

  private Views() {}

  /** In the order they are made: a view may use those before it. */
  public static List<View> all() {
    return List.of(
        RANKED,
        SUMMARY,
        pareto("pareto_size", "params_nonzero", "values that are not zero"),
        pareto("pareto_macs", "macs_effective", "multiply-accumulates that count"),
        pareto("pareto_bits", "model_bits_compressed", "bits of the compressed model"),
        BEST_WITHIN_DROP,
        MEETS_99,
        FAILURES,
        MISSING,
        LAYER_SENSITIVITY,
        HISTOGRAM_BINS,
        REPORTING_GAPS);
  }

  /**
   * The statement behind a row of {@code best_within_drop}, for any drop.
   *
   * @param points validation accuracy that may be lost, in percentage points
   */
  public static String bestWithinDrop(double points) {
    return String.format(
        java.util.Locale.ROOT,
        """
        SELECT %s
        FROM ranked
        WHERE delta_val_top1_points >= -%s
        ORDER BY model_bits_compressed, post_val_top1 DESC, trial_id
        LIMIT 1""",
        RANKED_COLUMNS,
        points);
  }

  private static final View RANKED =
      new View(
          "ranked",
          "One row a trial that succeeded with a finite validation accuracy: what may be ranked.",
          """
          SELECT *
          FROM trials
          WHERE status = 'SUCCEEDED' AND post_val_top1 IS NOT NULL AND NOT isnan(post_val_top1)""");

  private static final View SUMMARY =
      new View(
          "summary",
          "One row a point of the grid, seeds aside: mean and sample deviation over its seeds.",
          """
          SELECT
            config_hash,
            min(trim(regexp_replace(label, '(^| )seed=[^ ]+', ''))) AS label,
            min(model) AS model,
            min(dataset) AS dataset,
            count(*) AS n,
            avg(post_val_top1) AS post_val_top1_mean,
            stddev_samp(post_val_top1) AS post_val_top1_std,
            avg(post_top1) AS post_top1_mean,
            stddev_samp(post_top1) AS post_top1_std,
            avg(delta_top1_points) AS delta_top1_points_mean,
            avg(sparsity) AS sparsity_mean,
            avg(compression_ratio) AS compression_ratio_mean,
            avg(model_bits_compressed) AS model_bits_compressed_mean,
            avg(bit_compression_ratio) AS bit_compression_ratio_mean,
            avg(theoretical_speedup) AS theoretical_speedup_mean
          FROM ranked
          GROUP BY config_hash
          ORDER BY label""");

  private static View pareto(String name, String cost, String of) {
    return new View(
        name,
        "One row a trial that no other of the same model and data set beats on validation accuracy"
            + " with at most as many "
            + of
            + ", cheapest first.",
        String.format(
            """
            SELECT %1$s
            FROM (
              SELECT
                *,
                max(post_val_top1) OVER (
                  PARTITION BY model, dataset
                  ORDER BY %2$s, post_val_top1 DESC, trial_id
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS best_so_far
              FROM ranked)
            WHERE best_so_far IS NULL OR post_val_top1 > best_so_far
            ORDER BY model, dataset, %2$s""",
            RANKED_COLUMNS, cost));
  }

  private static final View BEST_WITHIN_DROP =
      new View(
          "best_within_drop",
          "One row a number of points that may be lost: the smallest model, in bits, whose validation"
              + " accuracy is at most drop_points below its baseline's.",
          String.format(
              """
              SELECT drop_points, %s
              FROM (
                SELECT
                  *,
                  row_number() OVER (
                    PARTITION BY drop_points, model, dataset
                    ORDER BY model_bits_compressed, post_val_top1 DESC, trial_id) AS place
                FROM ranked
                CROSS JOIN (
                  SELECT explode(array(0.1D, 0.2D, 0.5D, 1D, 2D, 5D, 10D)) AS drop_points)
                WHERE delta_val_top1_points >= -drop_points)
              WHERE place = 1
              ORDER BY model, dataset, drop_points""",
              RANKED_COLUMNS));

  private static final View MEETS_99 =
      new View(
          "meets_99",
          "One row a trial that keeps 99 % of its baseline's validation accuracy, smallest first.",
          String.format(
              """
              SELECT %s
              FROM ranked
              WHERE post_val_top1 >= 0.99D * baseline_val_top1
              ORDER BY model_bits_compressed, trial_id""",
              RANKED_COLUMNS));

  private static final View FAILURES =
      new View(
          "failures",
          "One row a trial that did not succeed, with the reason.",
          """
          SELECT
            trial_id, label, status, failure_kind, failure_phase, failure_message, failure_class,
            attempts, host, executor_id, finished_at
          FROM trials
          WHERE status <> 'SUCCEEDED'
          ORDER BY label""");

  private static final View MISSING =
      new View(
          "missing",
          "One row a trial of the grid run last that has no row in trials.",
          """
          SELECT trial_id, label, baseline_id, grid_point_json
          FROM grid
          WHERE trial_id NOT IN (SELECT trial_id FROM trials)
          ORDER BY label""");

  private static final View LAYER_SENSITIVITY =
      new View(
          "layer_sensitivity",
          "One row a layer × weight format × width: what pruning and rounding did to its weights, over"
              + " all trials, and what those trials lost (all layers together, so a hint, no cause).",
          """
          SELECT
            t.model, t.dataset, l.layer_index, l.layer_name, l.weight_format, l.w_bits,
            count(*) AS n,
            avg(l.sparsity) AS sparsity_mean,
            avg(l.weight_sqnr_db) AS weight_sqnr_db_mean,
            min(l.weight_sqnr_db) AS weight_sqnr_db_min,
            count_if(l.collapsed) AS n_collapsed,
            avg(t.delta_val_top1_points) AS delta_val_top1_points_mean
          FROM layers l
          JOIN ranked t ON l.trial_id = t.trial_id
          GROUP BY t.model, t.dataset, l.layer_index, l.layer_name, l.weight_format, l.w_bits
          ORDER BY t.model, t.dataset, l.layer_index, weight_sqnr_db_mean""");

  private static final View HISTOGRAM_BINS =
      new View(
          "histogram_bins",
          "One row a bin of histograms: from bin_low to bin_high there are count weights.",
          """
          SELECT
            trial_id, stage, layer_index, layer_name, bin,
            low + bin * (high - low) / 64 AS bin_low,
            low + (bin + 1) * (high - low) / 64 AS bin_high,
            count
          FROM histograms
          LATERAL VIEW posexplode(from_json(counts, 'array<bigint>')) AS bin, count""");

  private static final View REPORTING_GAPS =
      new View(
          "reporting_gaps",
          "One row a thing that a report on this study would lack (Blalock et al. 2020,"
              + " arXiv:2003.03033).",
          """
          SELECT model, dataset, 'fewer than 3 seeds a point' AS gap, min(n) AS found
          FROM summary GROUP BY model, dataset HAVING min(n) < 3
          UNION ALL
          SELECT model, dataset, 'fewer than 5 operating points', count(DISTINCT compression_ratio)
          FROM ranked GROUP BY model, dataset HAVING count(DISTINCT compression_ratio) < 5
          UNION ALL
          SELECT model, dataset, 'no unpruned control', count_if(weights_nonzero = weights_total)
          FROM ranked GROUP BY model, dataset HAVING NOT bool_or(sparsity < 0.01D)
          UNION ALL
          SELECT model, dataset, 'no randomly pruned control', count_if(method = 'random')
          FROM ranked GROUP BY model, dataset
          HAVING bool_or(method <> 'none') AND NOT bool_or(method = 'random')
          UNION ALL
          SELECT model, dataset, 'trials without a result', count(*)
          FROM trials WHERE status <> 'SUCCEEDED' GROUP BY model, dataset""");
}
