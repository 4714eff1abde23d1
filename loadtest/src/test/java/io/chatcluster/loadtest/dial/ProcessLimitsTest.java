package io.chatcluster.loadtest.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessLimitsTest {
  private final ProcessLimits limits = new ProcessLimits(20_000, 28_232);

  @Test
  void a_process_may_have_something() {
    var mine = ProcessLimits.ofThisProcess();

    assertThat(mine.files()).isGreaterThan(200);
    assertThat(mine.ports()).isGreaterThan(1_000);
  }

  @Test
  void what_fits_is_fine() {
    assertThatCode(() -> limits.require(19_800, 1)).doesNotThrowAnyException();
    assertThatCode(() -> new ProcessLimits(100_000, 28_232).require(56_464, 2))
        .doesNotThrowAnyException();
  }

  @Test
  void too_few_files_are_told_with_what_to_do() {
    assertThatThrownBy(() -> limits.require(25_000, 1))
        .isInstanceOf(CannotStartException.class)
        .hasMessage(
            "25,000 sockets need 25,200 open files and this process may have 20,000: raise the"
                + " limit (ulimit -n), or run several load tests with fewer sockets each");
  }

  @Test
  void too_few_ports_are_told_with_what_to_do() {
    var roomy = new ProcessLimits(1_000_000, 28_232);

    assertThatThrownBy(() -> roomy.require(30_000, 1))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("there are 28,232")
        .hasMessageContaining("--source-address");
  }
}
