package io.espalier.jobs.cli;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** Runs a command as {@link Espalier} does and says what memory it took: a process of its own. */
final class MemoryProbe {
  static final String ANSWER = "memory";

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private MemoryProbe() {}

  /** Prints, last and if all went well, {@code memory RESIDENT HEAP} in bytes. */
  public static void main(String[] arguments) throws IOException {
    AtomicLong heap = new AtomicLong();
    Set<String> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    NotificationListener listener =
        (event, nothing) -> heap.accumulateAndGet(after(event, pools), Math::max);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
    }
    int code = Espalier.execute(arguments);
    if (code == Espalier.ALL_WELL) {
      System.out.println(ANSWER + " " + resident() + " " + heap.get());
    }
    System.exit(code);
  }

  /** What the heap held behind a collection. */
  private static long after(Notification notification, Set<String> pools) {
    CompositeData data = (CompositeData) notification.getUserData();
    GcInfo collection = GarbageCollectionNotificationInfo.from(data).getGcInfo();
    Map<String, MemoryUsage> usage = collection.getMemoryUsageAfterGc();
    return pools.stream().mapToLong(pool -> usage.get(pool).getUsed()).sum();
  }

  /** The largest resident set this process had, as Linux counts it; −1 elsewhere. */
  private static long resident() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return -1;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(PEAK))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(-1);
  }
}
