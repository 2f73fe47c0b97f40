package io.espalier.jobs.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the flat tables of a generation were made from. The file of a generation is created
 * exclusively, so that of several processes that compact at the same time one counts.
 *
 * @param generation from 1
 * @param commits ids of the trials that succeeded
 * @param failed names of the files of failed attempts
 * @param started names of the start markers
 * @param baselines ids of the baselines
 */
record Manifest(
    int generation,
    Set<String> commits,
    Set<String> failed,
    Set<String> started,
    Set<String> baselines) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[0-9]{8}\\.json");

  /** Before anything was compacted. */
  static final Manifest NONE = new Manifest(0, Set.of(), Set.of(), Set.of(), Set.of());

  /** The file of a generation. */
  static String file(int generation) {
    return String.format("%s/%08d.json", TableFiles.MANIFESTS, generation);
  }

  /** The newest there is; one that is damaged counts as nothing compacted. */
  static Manifest newest(Folder folder) throws IOException {
    List<String> names =
        folder.list(TableFiles.MANIFESTS).stream().filter(n -> NAME.matcher(n).matches()).toList();
    if (names.isEmpty()) {
      return NONE;
    }
    int generation = Integer.parseInt(names.get(names.size() - 1).substring(0, 8));
    Optional<byte[]> bytes = folder.read(file(generation));
    return bytes.map(b -> parse(generation, b)).orElse(NONE);
  }

  private static Manifest parse(int generation, byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      return new Manifest(
          generation,
          names(json, "commits"),
          names(json, "failed"),
          names(json, "started"),
          names(json, "baselines"));
    } catch (IOException | IllegalArgumentException e) {
      return new Manifest(generation, Set.of(), Set.of(), Set.of(), Set.of());
    }
  }

  private static Set<String> names(JsonNode json, String key) {
    Set<String> names = new TreeSet<>();
    json.required(key).forEach(node -> names.add(node.textValue()));
    return names;
  }

  /** Without trials' files that were set aside, named by folder and file. */
  Manifest without(Set<String> files) {
    Set<String> commits = new TreeSet<>(this.commits);
    commits.removeIf(id -> files.contains(TrialFiles.commitOf(id)));
    Set<String> failed = new TreeSet<>(this.failed);
    failed.removeIf(name -> files.contains(TrialFiles.FAILED + "/" + name));
    return new Manifest(generation, commits, failed, started, baselines);
  }

  /** Claims its generation; false if another process has it. */
  boolean claim(Folder folder) throws IOException {
    Map<String, Object> content =
        Map.of("commits", commits, "failed", failed, "started", started, "baselines", baselines);
    return folder.create(file(generation), JSON.writeValueAsBytes(content));
  }

  /** Whether it was made from the same files. */
  boolean sameFiles(Manifest other) {
    return commits.equals(other.commits)
        && failed.equals(other.failed)
        && started.equals(other.started)
        && baselines.equals(other.baselines);
  }
}
