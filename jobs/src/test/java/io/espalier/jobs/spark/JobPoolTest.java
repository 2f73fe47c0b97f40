package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class JobPoolTest {
  @Test
  void everyJobThatWasStartedIsToldOf() throws InterruptedException {
    try (JavaSparkContext spark =
            SparkSessions.context("job pool", "local[1]", OptionalInt.empty());
        JobPool<String, Integer> pool = new JobPool<>(spark, "test")) {
      pool.start("good", "yields", () -> List.of(1));
      assertEquals(List.of(1), next(pool).yield().orElseThrow());
      pool.start(
          "bad",
          "errs",
          () -> {
            throw new NoClassDefFoundError("lost on purpose");
          });
      assertTrue(next(pool).error().orElseThrow().getMessage().contains("lost on purpose"));
      assertTrue(pool.running().isEmpty());
    }
  }

  private static JobPool.End<String, Integer> next(JobPool<String, Integer> pool)
      throws InterruptedException {
    return pool.next(Duration.ofSeconds(30)).orElseThrow();
  }
}
