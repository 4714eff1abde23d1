package io.chatcluster.loadtest.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A command line as one would type it. There is nothing secret in it: secrets come from files.
final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./\\[\\]-]+");

  private CommandText() {}

  static String of(List<String> arguments) {
    return "java -jar loadtest/target/loadtest.jar "
        + arguments.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
