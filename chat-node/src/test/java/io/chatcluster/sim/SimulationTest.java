package io.chatcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The delivery contract under thousands of seeds; `-Dsim.seed=N` replays one, with a trace.
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("sim.seeds", 10_000);
  private static final int SIGNALS = 300;
  private static final long BASE = Long.getLong("sim.base", 1);

  @Test
  void every_seed_keeps_the_contract() {
    Long replayed = Long.getLong("sim.seed");
    if (replayed != null) {
      assertThat(new World(Scenario.of(replayed), true).run()).isEmpty();
      return;
    }
    System.out.printf("simulator: %d seeds from %d on%n", SEEDS, BASE);

    List<String> broken = Collections.synchronizedList(new ArrayList<>());
    LongStream.range(BASE, BASE + SEEDS)
        .parallel()
        .forEach(
            seed -> {
              List<String> violations = run(seed);
              if (!violations.isEmpty()) {
                broken.add(report(seed, violations));
              }
            });

    assertThat(broken).isEmpty();
  }

  /// A storm of them changes no verdict, and each is heard at most once, where it was told.
  @Test
  void signals_beside_the_messages_keep_the_contract() {
    List<String> broken = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger heard = new AtomicInteger();
    LongStream.range(BASE, BASE + Math.max(1, SEEDS / 10))
        .parallel()
        .forEach(
            seed -> {
              World world = new World(Scenario.of(seed), false).telling(SIGNALS);
              List<String> violations = world.run();
              heard.addAndGet(world.heard());
              if (!violations.isEmpty()) {
                broken.add("seed " + seed + " with signals: " + violations);
              }
            });

    assertThat(broken).isEmpty();
    assertThat(heard.get()).isPositive();
  }

  private static List<String> run(long seed) {
    try {
      return new World(Scenario.of(seed), false).run();
    } catch (RuntimeException e) {
      return List.of(e.toString() + " " + List.of(e.getStackTrace()));
    }
  }

  private static String report(long seed, List<String> violations) {
    String report =
        """
        seed %d breaks the contract: %s
        %s
        replay: mvn -pl chat-node -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=%d
        """
            .formatted(seed, Scenario.of(seed), String.join("\n", violations), seed);
    System.out.println(report);
    return report;
  }
}
