package io.chatcluster.loadtest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// CPU seconds that processes have used so far, user and system, by name.
///
/// A process counts with its children, the living and the ended: PostgreSQL has one for every
/// connection, Redis one while it rewrites its log.
public record CpuTimes(Map<String, Double> seconds) {
  // What /proc counts in; 100 on every architecture the JDK runs on (USER_HZ).
  private static final double TICKS_PER_SECOND = 100;
  // Fields after the name of the program, which ends with the last ')'.
  private static final int UTIME = 11;
  private static final int CSTIME = 14;

  /// A process to watch.
  public record Watched(String name, long pid) {}

  public CpuTimes {
    seconds = Map.copyOf(seconds);
  }

  /// Reads the times of all of them now.
  public static CpuTimes of(List<Watched> processes) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (var process : processes) {
      seconds.put(process.name(), withChildren(process.pid()) / TICKS_PER_SECOND);
    }
    return new CpuTimes(seconds);
  }

  private static long withChildren(long pid) {
    var children = ProcessHandle.of(pid).map(ProcessHandle::descendants).orElseGet(Stream::empty);
    return ticks(pid) + children.mapToLong(child -> ticks(child.pid())).sum();
  }

  private static long ticks(long pid) {
    try {
      return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
    } catch (IOException _) {
      // It has ended; its parent counts it now.
      return 0;
    }
  }

  /// Clock ticks in a line of `/proc/<pid>/stat`: of the process and its ended children.
  static long ticks(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", CSTIME + 2);
    long sum = 0;
    for (int i = UTIME; i <= CSTIME; i++) {
      sum += Long.parseLong(fields[i]);
    }
    return sum;
  }

  /// What was used since an earlier reading.
  public CpuTimes since(CpuTimes earlier) {
    Map<String, Double> used = new LinkedHashMap<>();
    seconds.forEach(
        (name, now) -> used.put(name, Math.max(0, now - earlier.seconds.getOrDefault(name, 0.0))));
    return new CpuTimes(used);
  }

  /// The sum over all processes whose names begin so.
  double sum(String prefix) {
    return seconds.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
