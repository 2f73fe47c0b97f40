package io.espalier.jobs.spark;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What one process holds once for all its trials: images by their digest, decoded networks by
 * theirs. The only static state of the program; keys say what a value is, so that it never has to
 * change.
 */
public final class Held {
  private static final ConcurrentMap<String, Once> HELD = new ConcurrentHashMap<>();

  private Held() {}

  /**
   * The value of a key, made by the first caller while others wait. If making it fails, the next
   * caller tries again.
   */
  @SuppressWarnings("unchecked")
  public static <T> T once(String key, Supplier<T> make) {
    return (T) HELD.computeIfAbsent(key, k -> new Once()).value(make);
  }

  /** Lets go of a value. */
  public static void drop(String key) {
    HELD.remove(key);
  }

  /** A value that is made once; mutable. */
  private static final class Once {
    private Object value;

    synchronized Object value(Supplier<?> make) {
      if (value == null) {
        value = make.get();
      }
      return value;
    }
  }
}
