package io.chatcluster.loadtest.command;

import io.chatcluster.loadtest.LoadTest;
import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command line has done.
record Ran(int exitCode, String out, String err) {

  static Ran with(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        LoadTest.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
