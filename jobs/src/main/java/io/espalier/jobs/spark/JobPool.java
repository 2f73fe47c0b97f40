package io.espalier.jobs.spark;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Spark jobs side by side: each is waited for on a thread of its own, and told to one reader in the
 * order they end.
 *
 * @param <K> what a job is for
 * @param <T> what it yields
 */
final class JobPool<K, T> implements AutoCloseable {
  private final JavaSparkContext spark;
  private final String group;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "espalier-job");
            thread.setDaemon(true);
            return thread;
          });
  private final BlockingQueue<End<K, T>> ends = new LinkedBlockingQueue<>();
  private final Set<K> running = new LinkedHashSet<>();

  JobPool(JavaSparkContext spark, String group) {
    this.spark = spark;
    this.group = group;
  }

  /**
   * How a job ended.
   *
   * @param yield what it yielded; empty if the job itself failed
   * @param error why it failed
   */
  record End<K, T>(K key, Optional<List<T>> yield, Optional<Exception> error) {}

  void start(K key, String description, Callable<List<T>> job) {
    running.add(key);
    threads.execute(() -> ends.add(run(key, description, job)));
  }

  private End<K, T> run(K key, String description, Callable<List<T>> job) {
    try {
      spark.setJobGroup(group, description, false);
      return new End<>(key, Optional.of(job.call()), Optional.empty());
    } catch (Exception e) {
      return new End<>(key, Optional.empty(), Optional.of(e));
    } catch (Throwable e) {
      // The reader waits for every job that was started.
      return new End<>(
          key, Optional.empty(), Optional.of(new IllegalStateException(e.toString(), e)));
    }
  }

  /** What the jobs that run are for. */
  Set<K> running() {
    return Collections.unmodifiableSet(running);
  }

  /** The next job that ended; empty if none did in time. */
  Optional<End<K, T>> next(Duration patience) throws InterruptedException {
    End<K, T> end = ends.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (end != null) {
      running.remove(end.key());
    }
    return Optional.ofNullable(end);
  }

  @Override
  public void close() {
    if (!running.isEmpty() && !spark.sc().isStopped()) {
      spark.cancelJobGroup(group);
    }
    threads.shutdownNow();
  }
}
