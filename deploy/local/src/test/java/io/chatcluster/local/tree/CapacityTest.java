package io.chatcluster.local.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The plan in `docs/capacity.md` follows from the unit costs on the same page.
final class CapacityTest {
  @Test
  void the_plan_is_what_the_unit_costs_make_of_it() throws IOException {
    var docs = Repository.find().root().resolve("docs");
    var page = docs.resolve("capacity.md");

    var plan =
        Executables.run(
            List.of("awk", "-f", docs.resolve("capacity.awk").toString(), page.toString()));

    assertThat(plan.exitCode()).as(plan.output()).isZero();
    assertThat(plan.output()).contains("| 10,000 | 1,000,000 | 10,000,000 |").doesNotContain("nan");
    assertThat(Files.readString(page))
        .as("docs/capacity.md must hold:\n" + plan.output())
        .contains(plan.output());
  }
}
