package io.chatcluster.loadtest.report;

/// What the load test itself ran on.
public record Machine(String system, String java, int processors, long memoryMegabytes) {
  private static final long MEGABYTE = 1024 * 1024;

  /// The machine under this process.
  public static Machine ofThisProcess() {
    return new Machine(
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() / MEGABYTE);
  }
}
