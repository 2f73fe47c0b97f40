package io.espalier.compression;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Gives a reader damaged inputs and holds it to three promises: it reads an input or refuses it
 * with the exception it documents, it ends, and it allocates no more than its bound. Input {@code
 * i} of a run is made from seed + i alone, so that one input is a run of its own. {@code
 * scripts/fuzz} sets the properties below.
 *
 * @param reader the name by which a run picks it
 * @param refusal whether this is how the reader refuses an input
 * @param fixedBytes heap it may allocate whatever the length of an input
 * @param bytesPerByte heap it may allocate besides for each byte of an input
 */
public record Fuzz(
    String reader, Predicate<Exception> refusal, long fixedBytes, long bytesPerByte) {
  private static final int INPUTS = Integer.getInteger("espalier.fuzz.inputs", 3_000);
  private static final String ONLY = System.getProperty("espalier.fuzz.reader", "");

  /** Processor time in which any reader ends: a thousand times what it takes. */
  private static final long MOST_SECONDS = 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Makes a damaged input. */
  @FunctionalInterface
  public interface Damaging {
    /** Draws only from {@code random}. */
    byte[] input(Random random) throws Exception;
  }

  /** What is on trial. */
  @FunctionalInterface
  public interface Reading {
    /** Reads the input and forgets it. */
    void read(byte[] input) throws Exception;
  }

  /** Counts of a run, and where they were worst. Mutable, one thread. */
  private static final class Tally {
    private int read;
    private long mostAllocated;
    private long mostNanos;
  }

  /** Reads the sound input, then as many damaged ones as were asked for. */
  public void run(byte[] sound, Damaging damage, Reading reading) throws Exception {
    assumeTrue(ONLY.isEmpty() || ONLY.equals(reader), "the run is of " + ONLY);
    reading.read(sound);
    long seed = Long.getLong("espalier.fuzz.seed", System.currentTimeMillis());
    System.out.printf(
        "%s: %d inputs from seed %d (scripts/fuzz %d %d %s)%n",
        reader, INPUTS, seed, INPUTS, seed, reader);
    AtomicLong current = new AtomicLong();
    AtomicReference<Throwable> fault = new AtomicReference<>();
    Tally tally = new Tally();
    Thread worker =
        new Thread(
            () -> {
              try {
                readAll(seed, damage, reading, current, tally);
              } catch (Exception | Error e) {
                fault.set(new AssertionError(replay(seed + current.get()) + ": " + e, e));
              }
            },
            "fuzz-" + reader);
    worker.setDaemon(true);
    worker.start();
    watch(worker, seed, current);
    if (fault.get() != null) {
      throw new AssertionError(fault.get().getMessage(), fault.get());
    }
    System.out.printf(
        "%s: %d read, %d refused; one input allocated %,d bytes at most and took %.1f ms at most%n",
        reader, tally.read, INPUTS - tally.read, tally.mostAllocated, tally.mostNanos / 1e6);
    assertTrue(INPUTS < 1_000 || tally.read < INPUTS, "no input was damaged enough to be refused");
  }

  private void readAll(long seed, Damaging damage, Reading reading, AtomicLong current, Tally tally)
      throws Exception {
    for (int i = 0; i < INPUTS; i++) {
      current.set(i);
      // Neighbouring seeds give java.util.Random much the same first draws.
      byte[] input = damage.input(new Random((seed + i) * 0x9e3779b97f4a7c15L));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long began = System.nanoTime();
      tally.read += read(input, reading);
      tally.mostNanos = Math.max(tally.mostNanos, System.nanoTime() - began);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      tally.mostAllocated = Math.max(tally.mostAllocated, allocated);
      long bound = fixedBytes + bytesPerByte * input.length;
      assertTrue(
          allocated <= bound,
          () -> allocated + " bytes allocated for an input of " + input.length + ", not " + bound);
    }
  }

  private int read(byte[] input, Reading reading) {
    try {
      reading.read(input);
      return 1;
    } catch (Exception e) {
      if (!refusal.test(e)) {
        throw new AssertionError("refused with " + e, e);
      }
      return 0;
    }
  }

  /** Until the worker ends or an input has taken more processor time than any may. */
  private void watch(Thread worker, long seed, AtomicLong current) throws InterruptedException {
    long watched = -1;
    long since = 0;
    for (worker.join(500); worker.isAlive(); worker.join(500)) {
      long now = THREADS.getThreadCpuTime(worker.getId());
      long at = current.get();
      if (at != watched) {
        watched = at;
        since = now;
      } else if (now - since > MOST_SECONDS * 1_000_000_000L) {
        AssertionError hang = new AssertionError(replay(seed + at) + ": does not end");
        hang.setStackTrace(worker.getStackTrace());
        throw hang;
      }
    }
  }

  private String replay(long seed) {
    return "scripts/fuzz 1 " + seed + " " + reader;
  }
}
