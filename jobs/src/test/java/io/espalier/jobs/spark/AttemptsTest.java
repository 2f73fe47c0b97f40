package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.jobs.result.Machine;
import io.espalier.jobs.result.ResultStore;
import io.espalier.jobs.result.TrialFiles;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is blamed for a process that ended. */
class AttemptsTest {
  private static final Machine MACHINE = new Machine("h", "1", "app", "cpu", "os", "jvm", 256);
  private static final String ID = "0123456789abcdef";
  @TempDir private Path folder;

  @Test
  void neighbourOfLostProcessesIsNeverGuiltyHoweverOften() {
    for (int i = 0; i < 5; i++) {
      files().start(ID, 0, false, MACHINE);
    }
    Attempts attempts = Attempts.in(files());
    assertEquals(5, attempts.lost(ID).size());
    assertFalse(attempts.isGuilty(ID, 2));
  }

  @Test
  void whatIsLostAloneAsOftenAsItMayIsGuilty() {
    files().start(ID, 0, false, MACHINE);
    assertFalse(Attempts.in(files()).isGuilty(ID, 2));
    files().start(ID, 1, true, MACHINE);
    assertTrue(Attempts.in(files()).isGuilty(ID, 2));
    assertFalse(Attempts.in(files()).isGuilty(ID, 3));
    assertEquals(2, Attempts.in(files()).last(ID));
  }

  private TrialFiles files() {
    return ResultStore.create(folder.toString(), "sample", new Configuration(false)).trials();
  }
}
