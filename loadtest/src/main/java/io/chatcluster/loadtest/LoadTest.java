package io.chatcluster.loadtest;

import io.chatcluster.loadtest.bench.BenchCommand;
import io.chatcluster.loadtest.command.ConnectCommand;
import io.chatcluster.loadtest.command.FanoutCommand;
import io.chatcluster.loadtest.command.IdleCommand;
import io.chatcluster.loadtest.command.StormCommand;
import io.chatcluster.loadtest.dial.CannotStartException;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command line of the load generator: one subcommand for each thing it does.
@Command(
    name = "loadtest",
    mixinStandardHelpOptions = true,
    subcommands = {
      FanoutCommand.class,
      ConnectCommand.class,
      IdleCommand.class,
      StormCommand.class,
      BenchCommand.class
    },
    description = "Puts load on a live chat cluster and tells the truth about it.")
public final class LoadTest {
  private static final int NOTHING_WAS_RUN = 2;

  private LoadTest() {}

  /// Ends with the exit code of the subcommand.
  public static void main(String[] arguments) {
    // Before Netty looks for a logging library and complains that there is none.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    // Numbers look the same on every machine.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(arguments));
  }

  /// The command line, which can be told where to print.
  public static CommandLine commandLine() {
    return new CommandLine(new LoadTest())
        .setParameterExceptionHandler(LoadTest::mistyped)
        .setExecutionExceptionHandler(LoadTest::failed);
  }

  /// One sentence instead of the whole help text.
  private static int mistyped(ParameterException mistake, String[] arguments) {
    var command = mistake.getCommandLine();
    var err = command.getErr();
    err.println(mistake.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
    err.println("Try: loadtest " + name(command) + "--help");
    return NOTHING_WAS_RUN;
  }

  private static String name(CommandLine command) {
    return command.getParent() == null ? "" : command.getCommandName() + " ";
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof CannotStartException cannot) {
      PrintWriter err = command.getErr();
      err.println(cannot.getMessage());
      return NOTHING_WAS_RUN;
    }
    throw failure;
  }
}
