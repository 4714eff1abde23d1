package io.chatcluster.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter out = new StringWriter();

  @Test
  void a_terminal_sees_one_line_that_changes() {
    show(true, false);

    assertThat(out.toString()).isEqualTo("\rone\u001b[K\rtwo\u001b[K" + System.lineSeparator());
  }

  @Test
  void a_file_gets_a_line_each_time() {
    show(false, false);

    assertThat(out.toString().lines()).containsExactly("one", "two");
  }

  @Test
  void nobody_is_told_who_wants_quiet() {
    show(true, true);

    assertThat(out.toString()).isEmpty();
  }

  private void show(boolean terminal, boolean quiet) {
    try (var line = new ProgressLine(new PrintWriter(out), terminal, quiet)) {
      line.show("one");
      line.show("two");
    }
  }
}
