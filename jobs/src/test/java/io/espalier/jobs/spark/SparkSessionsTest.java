package io.espalier.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark is told, by the place that it runs in. */
class SparkSessionsTest {
  private static final String HEARTBEAT = "spark.storage.blockManagerHeartbeatTimeoutMs";

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[2]", "local[*]"})
  void aMachineThatSleptForDaysLosesNoExecutor(String master) {
    SparkConf settings = SparkSessions.settings("test", master);
    assertTrue(settings.getTimeAsMs(HEARTBEAT, "0") > Duration.ofDays(30).toMillis());
  }

  @Test
  void executorsOfAClusterAreMissedAsSparkDoes() {
    assertFalse(clusterSettings().contains(HEARTBEAT));
  }

  private static SparkConf clusterSettings() {
    return SparkSessions.settings("test", "spark://127.0.0.1:7077");
  }
}
