package io.espalier.jobs.result;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.Damage;
import io.espalier.compression.Fuzz;
import io.espalier.compression.trial.PlannedTrial;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Damaged files of trials: each is refused with its name, or reads as it was written. */
class ResultFuzzTest {
  private static final StoredTrial ROW = row();

  private static StoredTrial row() {
    PlannedTrial trial = SampleRows.trial(0.5, "bfp/8", 1);
    Instant start = Instant.parse("2025-01-02T03:04:05.123456Z");
    return StoredTrial.of(
        new TrialRow(
            SampleRows.study("sample"),
            trial,
            SampleRows.facts(trial),
            Optional.of(new TrialRow.BaselineUse("digest", SampleRows.baseline())),
            SampleRows.result(trial),
            new RunInfo(new Machine("h", "1", "app", "cpu", "os", "jvm", 256), 1, start, start)));
  }

  @Test
  void filesOfTrials() throws Exception {
    byte[] sound = ParquetRows.trialFile(ROW);
    new Fuzz(
            "result",
            e ->
                e instanceof DamagedFileException
                    && e.getMessage().startsWith("fuzzed is damaged: expected"),
            16 << 20,
            64)
        .run(
            sound,
            random -> Damage.bytes(sound, random),
            file -> {
              for (StoredTrial read : ParquetRows.read(Columns.TRIALS, file, "fuzzed")) {
                assertEquals(ROW, read);
              }
            });
  }

  @Test
  void filesFromBeforeThereWereSealsAreRead() {
    byte[] sealed = ParquetRows.trialFile(ROW);
    int tail = sealed.length - 8;
    int footer = tail - ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
    assertEquals("ESPLSEAL", new String(sealed, footer - 40, 8, ISO_8859_1));
    String older =
        new String(sealed, 0, footer - 40, ISO_8859_1)
            + new String(sealed, footer, sealed.length - footer, ISO_8859_1)
                .replace("espalier.sealed", "espalier.notice");
    assertEquals(
        List.of(ROW), ParquetRows.read(Columns.TRIALS, older.getBytes(ISO_8859_1), "older"));
  }
}
