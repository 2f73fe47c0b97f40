package io.espalier.jobs.result;

import io.espalier.compression.trial.PlannedTrial;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The results folder of one study: its trials, its trained networks, its tables. */
public final class ResultStore {
  private static final List<String> FOLDERS =
      List.of(
          TrialFiles.COMMITS,
          TrialFiles.FAILED,
          TrialFiles.STARTED,
          CommitPacks.FOLDER,
          BaselineFiles.FOLDER,
          PrefixFiles.FOLDER,
          TableFiles.MANIFESTS,
          TableFiles.PLANS);

  private final Folder folder;
  private final StudyMarker marker;

  private ResultStore(Folder folder, StudyMarker marker) {
    this.folder = folder;
    this.marker = marker;
  }

  /**
   * The folder of a study, made if it is not there.
   *
   * @param location a path or URL
   * @throws StoreException if it belongs to another study, holds something else or cannot be
   *     written
   */
  public static ResultStore create(String location, String study, Configuration configuration) {
    Folder folder = Folder.at(location, configuration);
    try {
      StudyMarker marker = StudyMarker.claim(folder, study);
      for (String below : FOLDERS) {
        folder.makeFolder(below);
      }
      return new ResultStore(folder, marker);
    } catch (IOException e) {
      throw new StoreException(
          "cannot write to " + folder.location() + ": " + TrialFiles.reason(e), e);
    }
  }

  /**
   * A folder that is there.
   *
   * @throws StoreException if it is no results folder
   */
  public static ResultStore open(String location, Configuration configuration) {
    Folder folder = Folder.at(location, configuration);
    try {
      StudyMarker marker =
          StudyMarker.of(folder)
              .orElseThrow(
                  () ->
                      new StoreException(
                          folder.location()
                              + " is no results folder: it has no "
                              + StudyMarker.FILE));
      return new ResultStore(folder, marker);
    } catch (IOException e) {
      throw new StoreException("cannot read " + folder.location() + ": " + TrialFiles.reason(e), e);
    }
  }

  /** Where it is: a local path, or a URL. */
  public String location() {
    return folder.location();
  }

  /** The name of the study it belongs to. */
  public String study() {
    return marker.study();
  }

  /** Its trials, one by one. */
  public TrialFiles trials() {
    return new TrialFiles(folder);
  }

  /** Its trained networks. */
  public BaselineFiles baselines() {
    return new BaselineFiles(folder);
  }

  /** Its networks kept after the first steps of trials. */
  public PrefixFiles prefixes() {
    return new PrefixFiles(folder);
  }

  /** Its tables. */
  public TableFiles tables() {
    return new TableFiles(folder);
  }

  /**
   * Says what is about to run: table {@code grid} becomes these trials, {@code studies} has the
   * study.
   */
  public void plan(StudyFacts study, List<PlannedTrial> trials) {
    List<Row> grid = trials.stream().map(Columns.GRID::row).toList();
    Row row = Columns.STUDIES.row(study);
    try {
      folder.makeFolder(Columns.GRID.name());
      folder.replace(
          TableFiles.fileOf(Columns.GRID), ParquetRows.table(Columns.GRID, grid, Map.of()));
      folder.create(
          TableFiles.PLANS + "/" + study.gridHash() + ".parquet",
          ParquetRows.table(Columns.STUDIES, List.of(row), Map.of()));
    } catch (IOException e) {
      throw new StoreException(
          "cannot write to " + folder.location() + ": " + TrialFiles.reason(e), e);
    }
  }

  /** How far the grid that was run last is; cheap, reads no trial. */
  public GridStatus status() {
    return GridStatus.of(this, folder);
  }

  /** One trial that ended: its row and those of its layers; empty if there is none. */
  public Optional<StoredTrial> trial(String trialId) {
    TrialFiles trials = trials();
    try {
      Optional<StoredTrial> committed = trials.committed(trialId);
      if (committed.isPresent()) {
        return committed;
      }
      Optional<FailedFile> last =
          trials.failed().stream()
              .filter(file -> file.trialId().equals(trialId))
              .max(java.util.Comparator.comparingInt(FailedFile::attempt));
      return last.isPresent() ? trials.failed(last.get()) : Optional.empty();
    } catch (IOException e) {
      throw new StoreException("cannot read " + folder.location() + ": " + TrialFiles.reason(e), e);
    }
  }
}
