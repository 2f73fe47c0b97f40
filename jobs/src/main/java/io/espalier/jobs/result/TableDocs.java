package io.espalier.jobs.result;

/** The documentation of tables and views, from the same lists that write and read them. */
public final class TableDocs {
  private static final String HEAD =
      """
      # Result tables

      Written from the code (`Columns`, `Views`) and compared with it by a test;
      `mvn -pl jobs -am test -Dtest=TableDocsTest -Despalier.docs=write
      -Dsurefire.failIfNoSpecifiedTests=false` writes it anew.

      ## The folder of a study

      | what | holds |
      |---|---|
      | `study.json` | the name of the study the folder belongs to |
      | `trials/`, `layers/`, `epochs/`, `histograms/`, `baselines/`, `attempts/`, `studies/`, `grid/` | the tables, one \
      Parquet file each: `spark.read.parquet("results/x/trials")`, \
      `pandas.read_parquet("results/x/trials")` |
      | `commits/<trial_id>.parquet` | one row of `trials` with its `layers`, `epochs` and `histograms` as nested lists: there \
      (or in a pack) exactly when the trial succeeded, sealed by a SHA-256 between its pages and its footer, written in one piece, never overwritten |
      | `packs/<digest>.pack`, `.index` | after a run, each thousand of those files put together byte for byte, and which is where: \
      id, offset, length, digest of these |
      | `failed/<trial_id>-<attempt>.parquet` | the same for an attempt that failed |
      | `started/<trial_id>-<attempt>` | a trial that runs, or was lost with its process |
      | `networks/` | trained baselines: a row and the network it names by its digest |
      | `prefixes/` | networks kept after the first steps of trials, up to each step that trains |
      | `manifests/`, `plans/` | what the tables were made from; the configurations that were run |
      | `damaged/` | files of `commits/`, `failed/` and `networks/`, commits of packs and lines of their indexes that could not be read, set aside with the time behind their name: their trials and trainings run again |

      Commits, failures, networks and plans are the truth; the tables are made from them at the end of
      a run and whenever `espalier sql` finds new ones, and replaced as a whole, so that a reader sees
      an older or the newer state.

      ## What the numbers count

      - `weights_*`: weights of convolutions and dense layers; sparsity refers to these. `params_*`
        adds biases and the scale and shift of batch norms.
      - `model_bits_compressed`: the sum over layers of the least of dense, a 1-bit mask and the kept
        values, a 16-bit index and value for each kept one. A shared exponent, bias or scale counts
        when its block keeps a value. Biases and batch norm 32 bits.
      - `macs_*`: multiply-accumulates of one input. `macs_effective`: those with a weight that is not
        zero. `macs_both`: those with an input that is not zero either, the mean over the test images;
        padding is zero. `bit_ops` = Σ macs_effective · w_bits · a_bits.
      - Accuracies and sparsities are fractions, `*_points` percentage points, times milliseconds.
        Selection looks at validation; test is reported beside it.

      A column has a value *always*, in rows that *succeeded*, or where it applies.
      """;

  private TableDocs() {}

  /** The whole page. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(HEAD);
    Columns.tables().forEach(table -> table(text, table));
    text.append("\n## Views\n\nRegistered by `espalier sql`; the SQL works anywhere.\n");
    Views.all().forEach(view -> view(text, view));
    return text.toString();
  }

  private static void table(StringBuilder text, Table<?> table) {
    text.append("\n## ").append(table.name()).append("\n\n").append(table.meaning());
    text.append(" Key: `").append(String.join("`, `", table.key())).append("`.\n\n");
    text.append("| column | type | unit | has a value | meaning |\n|---|---|---|---|---|\n");
    table.columns().forEach(column -> column(text, column));
  }

  private static void column(StringBuilder text, Column<?> column) {
    text.append("| `")
        .append(column.name())
        .append("` | ")
        .append(column.type().sqlName())
        .append(" | ")
        .append(column.unit())
        .append(" | ")
        .append(column.presence().text())
        .append(" | ")
        .append(column.meaning())
        .append(" |\n");
  }

  private static void view(StringBuilder text, View view) {
    text.append("\n### ").append(view.name()).append("\n\n").append(view.meaning());
    text.append("\n\n```sql\n").append(view.sql()).append("\n```\n");
  }
}
