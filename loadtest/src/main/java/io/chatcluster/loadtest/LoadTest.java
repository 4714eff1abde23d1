package io.chatcluster.loadtest;

import io.chatcluster.loadtest.bench.BenchCommand;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of the load generator: one subcommand for each thing it does.
@Command(
    name = "loadtest",
    mixinStandardHelpOptions = true,
    subcommands = BenchCommand.class,
    description = "Puts load on a live chat cluster and tells the truth about it.")
public final class LoadTest {
  private LoadTest() {}

  /// Ends with the exit code of the subcommand.
  public static void main(String[] arguments) {
    // Before Netty looks for a logging library and complains that there is none.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    System.exit(new CommandLine(new LoadTest()).execute(arguments));
  }
}
