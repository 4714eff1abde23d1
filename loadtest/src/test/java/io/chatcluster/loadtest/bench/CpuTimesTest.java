package io.chatcluster.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuTimesTest {
  @Test
  void ticks_are_those_of_the_process_and_its_ended_children() {
    var stat =
        "4242 (a (b) c) S 1 4242 4242 0 -1 4194304 5 6 7 8 100 20 3 4 20 0 33 0 9 1024 5 1844";

    assertThat(CpuTimes.ticks(stat)).isEqualTo(127);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void this_process_has_used_some() {
    var self = new CpuTimes.Watched("generator", ProcessHandle.current().pid());

    assertThat(CpuTimes.of(List.of(self)).seconds().get("generator")).isPositive();
  }

  @Test
  void differences_are_summed_by_kind_of_process() {
    var before = new CpuTimes(Map.of("node1", 1.0, "node2", 2.0, "redis", 3.0));
    var after = new CpuTimes(Map.of("node1", 1.5, "node2", 2.25, "redis", 3.0));

    var used = after.since(before);

    assertThat(used.sum("node")).isEqualTo(0.75);
    assertThat(used.sum("redis")).isZero();
    assertThat(used.sum("postgres")).isZero();
  }
}
