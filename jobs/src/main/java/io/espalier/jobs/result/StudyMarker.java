package io.espalier.jobs.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose folder it is: the file {@code study.json}.
 *
 * @param study the study's name
 */
record StudyMarker(String study) {
  static final String FILE = "study.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a folder says; empty if it has no such file. */
  static Optional<StudyMarker> of(Folder folder) throws IOException {
    Optional<byte[]> bytes = folder.read(FILE);
    return bytes.isPresent() ? Optional.of(parse(folder, bytes.get())) : Optional.empty();
  }

  /** Makes a folder the study's, or checks that it is. */
  static StudyMarker claim(Folder folder, String study) throws IOException {
    folder.makeFolder("");
    Optional<StudyMarker> there = of(folder);
    if (there.isEmpty()) {
      refuseStrangers(folder);
      folder.create(FILE, text(study));
      there = of(folder);
    } else {
      tryToWrite(folder);
    }
    StudyMarker marker = there.orElseThrow(() -> new IOException(FILE + " vanished"));
    if (!marker.study().equals(study)) {
      throw new StoreException(
          folder.location()
              + " holds the results of study '"
              + marker.study()
              + "', not of '"
              + study
              + "': choose another folder with --out");
    }
    return marker;
  }

  private static void refuseStrangers(Folder folder) throws IOException {
    List<String> found = folder.list("").stream().filter(name -> !name.endsWith(".log")).toList();
    if (!found.isEmpty() && !found.contains(FILE)) {
      throw new StoreException(
          folder.location()
              + " holds other files ("
              + found.get(0)
              + ") and no "
              + FILE
              + ": choose an empty folder with --out");
    }
  }

  private static void tryToWrite(Folder folder) throws IOException {
    String probe = ".probe-" + java.util.UUID.randomUUID();
    folder.mark(probe, new byte[0]);
    folder.remove(probe);
  }

  private static byte[] text(String study) throws JsonProcessingException {
    Map<String, Object> content =
        Map.of("study", study, "schema_version", TrialColumns.SCHEMA_VERSION);
    return (JSON.writeValueAsString(content) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static StudyMarker parse(Folder folder, byte[] bytes) {
    try {
      return new StudyMarker(JSON.readTree(bytes).required("study").textValue());
    } catch (IOException | IllegalArgumentException e) {
      throw new DamagedFileException(
          folder.nameOf(FILE),
          "JSON with a key study",
          bytes.length + " bytes of something else",
          e);
    }
  }
}
