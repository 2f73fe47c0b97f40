package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.compression.trial.PlannedTrial;
import io.espalier.jobs.result.SampleRows;
import io.espalier.jobs.result.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results on a disk that fills or becomes read-only while trials run: a real one of 16 MiB, in
 * memory.
 */
class FullDiskTest {
  private static final int TRIALS = 24;
  @TempDir private Path folder;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(folder.resolve("disk"));
    String refusal = command("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString());
    mounted = refusal.isEmpty();
    assumeTrue(mounted, "no small disk can be mounted here: " + refusal);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertEquals("", command("umount", disk.toString()));
    }
  }

  /** What a command says if it fails. */
  private static String command(String... words) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : words[0] + ": " + said.strip();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Test
  void aFullDiskIsNamedAndTheRerunFinishes() throws Exception {
    Path filler = disk.resolve("filler");
    breaksAndIsMended(() -> fill(filler), "No space left on device", () -> Files.delete(filler));
  }

  @Test
  void aDiskThatBecomesReadOnlyIsNamedAndTheRerunFinishes() throws Exception {
    breaksAndIsMended(() -> remount("ro"), "Read-only file system", () -> remount("rw"));
  }

  /** Something done to the disk. */
  private interface Act {
    void run() throws Exception;
  }

  private void breaksAndIsMended(Act breaking, String reason, Act mending) throws Exception {
    Path results = disk.resolve("results");
    List<PlannedTrial> trials = SampleRows.trials(TRIALS);
    AtomicBoolean broken = new AtomicBoolean();
    Progress progress =
        counts -> {
          if (counts.ended() > 2 && broken.compareAndSet(false, true)) {
            assertDoesNotThrow(breaking::run);
          }
        };
    try (JavaSparkContext spark =
        SparkSessions.context("broken disk", "local[2]", OptionalInt.empty())) {
      GridRunner runner =
          Grids.runner(spark, results, SampleWork.slow(), GridOptions.DEFAULT, progress);
      StoreException e = assertThrows(StoreException.class, () -> runner.run(Grids.plan(trials)));
      assertTrue(e.getMessage().contains(results.toString()), e.getMessage());
      assertTrue(e.getMessage().contains(reason), e.getMessage());

      mending.run();
      Set<String> stored = Grids.store(results).trials().succeeded();
      assertTrue(stored.size() > 2 && stored.size() < TRIALS, "stored " + stored.size());
      RunSummary rerun = Grids.run(spark, results, trials, SampleWork.good(), GridOptions.DEFAULT);
      // What was running when the disk broke may have been stored after it was mended.
      assertTrue(rerun.ran() > 0 && rerun.ran() <= TRIALS - stored.size(), rerun.toString());
      assertEquals(TRIALS, rerun.succeeded());
      Path calm = folder.resolve("calm");
      Grids.run(spark, calm, trials, SampleWork.good(), GridOptions.DEFAULT);
      assertEquals(Grids.measured(calm), Grids.measured(results));
    }
  }

  /** Refused while a file is being written, so again and again. */
  private void remount(String how) throws InterruptedException {
    String refusal = "not tried";
    for (int i = 0; i < 1_000 && !refusal.isEmpty(); i++) {
      refusal = command("mount", "-o", "remount," + how, disk.toString());
    }
    assertEquals("", refusal);
  }

  /** Until nothing more goes in. */
  private static void fill(Path file) {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 16 << 20; i += block.length) {
        out.write(block);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    }
  }
}
