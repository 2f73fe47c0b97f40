package io.espalier.jobs.result;

import java.io.Serializable;
import java.time.Instant;

/**
 * What is known of a study before its trials run.
 *
 * @param study its name: the output folder belongs to it
 * @param gridFile the configuration file's name
 * @param gridText the configuration with its includes, as it was read
 * @param gridHash the first 16 hex digits of the SHA-256 of that text
 * @param points how many trials the whole grid has
 * @param createdAt when this plan was made
 * @param espalierVersion of this program
 * @param gitCommit it was built from, {@code unknown} outside a repository
 * @param resultVersion raised whenever equal specifications yield other bits
 * @param versions of Java, Spark and Deeplearning4j, for people
 */
public record StudyFacts(
    String study,
    String gridFile,
    String gridText,
    String gridHash,
    long points,
    Instant createdAt,
    String espalierVersion,
    String gitCommit,
    int resultVersion,
    String versions)
    implements Serializable {
  /** Checks that the study can name a folder's owner. */
  public StudyFacts {
    if (study.isBlank()) {
      throw new IllegalArgumentException("a study needs a name");
    }
  }
}
