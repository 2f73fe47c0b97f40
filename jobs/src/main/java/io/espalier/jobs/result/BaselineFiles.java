package io.espalier.jobs.result;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.trial.PlannedBaseline;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The trained networks of a study: {@code networks/<id>.parquet} is a baseline's row and says that
 * it is trained, {@code networks/<id>-<digest>.zip} the network it names.
 */
public final class BaselineFiles {
  static final String FOLDER = "networks";
  private static final String ROW = ".parquet";
  private static final String NETWORK = ".zip";

  private final Folder folder;

  BaselineFiles(Folder folder) {
    this.folder = folder;
  }

  /**
   * A baseline trained before.
   *
   * @throws DamagedFileException if its row or its network is not what was written
   */
  public Optional<StoredBaseline> find(String id) {
    try {
      Optional<Row> row = row(id + ROW);
      return row.isPresent() ? Optional.of(load(id, row.get())) : Optional.empty();
    } catch (NoSuchElementException | ArithmeticException e) {
      String file = folder.nameOf(FOLDER + "/" + id + ROW);
      throw new DamagedFileException(file, "the row of a baseline", e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException(folder.nameOf(FOLDER) + ": " + TrialFiles.reason(e), e);
    }
  }

  /**
   * Stores a trained network. If somebody was faster, theirs counts.
   *
   * @return the one that counts
   */
  public StoredBaseline store(
      PlannedBaseline baseline,
      byte[] network,
      BaselineFacts facts,
      StudyFacts study,
      RunInfo run) {
    String digest = Sha256.hex(network);
    String file = FOLDER + "/" + baseline.id() + "-" + digest.substring(0, 16) + NETWORK;
    Row row =
        Columns.BASELINES.row(
            new BaselineRow(baseline.id(), baseline.spec(), digest, file, facts, study, run));
    try {
      folder.create(file, network);
      folder.create(
          FOLDER + "/" + baseline.id() + ROW,
          ParquetRows.table(Columns.BASELINES, List.of(row), java.util.Map.of()));
    } catch (IOException e) {
      throw new StoreException(folder.nameOf(file) + ": " + TrialFiles.reason(e), e);
    }
    return find(baseline.id()).orElseThrow();
  }

  /**
   * Moves baselines out of the way whose row or network is not what was written: nothing is
   * deleted, and whoever needs one trains it again.
   *
   * @param told of each
   */
  public void setAsideDamaged(Consumer<String> told) {
    for (String id : ids()) {
      try {
        find(id);
      } catch (DamagedFileException e) {
        setAside(id);
        told.accept(e.getMessage());
      }
    }
  }

  private List<String> ids() {
    try {
      return folder.list(FOLDER).stream()
          .filter(name -> name.endsWith(ROW))
          .map(name -> name.substring(0, name.length() - ROW.length()))
          .toList();
    } catch (IOException e) {
      throw new StoreException(folder.nameOf(FOLDER) + ": " + TrialFiles.reason(e), e);
    }
  }

  /** The row first: without it there is no such baseline. */
  private void setAside(String id) {
    try {
      TrialFiles files = new TrialFiles(folder);
      files.setAside(FOLDER + "/" + id + ROW);
      for (String name : folder.list(FOLDER)) {
        if (name.startsWith(id + "-")) {
          files.setAside(FOLDER + "/" + name);
        }
      }
    } catch (IOException e) {
      throw new StoreException(folder.nameOf(FOLDER) + ": " + TrialFiles.reason(e), e);
    }
  }

  /** Every baseline's row, by id. */
  List<Row> rows() throws IOException {
    List<String> names = folder.list(FOLDER).stream().filter(n -> n.endsWith(ROW)).toList();
    return Folder.each(names, this::row);
  }

  private Optional<Row> row(String name) throws IOException {
    String file = FOLDER + "/" + name;
    return folder
        .read(file)
        .map(bytes -> ParquetRows.read(Columns.BASELINES, bytes, folder.nameOf(file)))
        .map(records -> only(records, file));
  }

  private Row only(List<StoredTrial> records, String file) {
    if (records.size() != 1) {
      throw new DamagedFileException(
          folder.nameOf(file), "one row", records.size() + " rows", null);
    }
    return records.get(0).row();
  }

  private StoredBaseline load(String id, Row row) throws IOException {
    String file = row.text("file").orElseThrow();
    String digest = row.text("baseline_digest").orElseThrow();
    byte[] network = folder.read(file).orElseThrow(() -> gone(file));
    String found = Sha256.hex(network);
    if (!found.equals(digest)) {
      throw new DamagedFileException(
          folder.nameOf(file),
          "a network with SHA-256 " + digest,
          network.length + " bytes with " + found,
          null);
    }
    return new StoredBaseline(id, digest, facts(row), network);
  }

  private DamagedFileException gone(String file) {
    return new DamagedFileException(
        folder.nameOf(file), "the network its row names", "no such file", null);
  }

  /** What a row says. */
  static BaselineFacts facts(Row row) {
    return new BaselineFacts(
        row.text("model").orElseThrow(),
        row.text("model_spec").orElseThrow(),
        row.text("dataset").orElseThrow(),
        row.text("dataset_digest").orElseThrow(),
        row.text("split_digest").orElseThrow(),
        count(row, "n_train"),
        count(row, "n_val"),
        count(row, "n_test"),
        count(row, "num_classes"),
        row.text("input_shape").orElseThrow(),
        row.whole("seed").orElseThrow(),
        count(row, "epochs"),
        row.number("train_ms").orElseThrow(),
        accuracy(row, "val", "n_val"),
        accuracy(row, "test", "n_test"),
        row.whole("params_total").orElseThrow(),
        row.whole("macs_dense").orElseThrow(),
        row.whole("model_bits_float").orElseThrow());
  }

  private static int count(Row row, String column) {
    return Math.toIntExact(row.whole(column).orElseThrow());
  }

  private static Accuracy accuracy(Row row, String split, String images) {
    return new Accuracy(
        row.number(split + "_top1").orElseThrow(),
        row.number(split + "_top5").orElseThrow(),
        row.number(split + "_loss").orElse(Double.NaN),
        count(row, images));
  }
}
