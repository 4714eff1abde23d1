package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The functions of the fence by themselves, on a real Redis whose name changes under way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FenceFunctionsTest {

  private final RedisRig rig = new RedisRig();

  @AfterAll
  void end() {
    rig.close();
  }

  @BeforeEach
  void forget() {
    rig.redis.command(
        "DEL", "{t}:epoch", "{t}:epoch:incarnation", "{t}:epoch:claimed", "{t}:queue");
  }

  @Test
  void an_epoch_is_told_only_for_the_incarnation_that_is_claimed() {
    String a = replicationId();
    assertThat(look("n1")).isEqualTo(List.of("CLAIM", a + "-n1", "0"));
    assertThat(look("n2")).as("the same name for all").isEqualTo(List.of("CLAIM", a + "-n1", "0"));
    assertThat(fence("1", a + "-n2")).isEmpty();
    assertThat(fence("1", a + "-n1")).isEqualTo("1");
    assertThat(fence("1", a + "-n1")).as("told twice").isEqualTo("1");
    assertThat(look("n3")).isEqualTo(List.of("OK", "1"));

    rig.redis.command("DEBUG", "CHANGE-REPL-ID");
    String b = replicationId();
    assertThat(look("n4")).isEqualTo(List.of("CLAIM", b + "-n4", "1"));
    assertThat(fence("1", b + "-n4")).as("it is not above the one before").isEmpty();
    assertThat(look("n5")).isEqualTo(List.of("CLAIM", b + "-n5", "1"));
    assertThat(fence("7", b + "-n5")).isEqualTo("7");
    assertThat(fence("3", a + "-n1")).as("of the life before").isEmpty();
    assertThat(fence("9", b + "-n9")).as("of this life, and nobody told it").isEqualTo("9");

    rig.redis.command("XADD", "{t}:queue", "12-3", "r", "x");
    rig.redis.command("DEL", "{t}:epoch");
    assertThat(look("n6")).isEqualTo(List.of("CLAIM", b + "-n6", "12"));
    assertThat(fence("12", b + "-n6")).as("the queue has been there").isEmpty();
    assertThat(look("n7")).isEqualTo(List.of("CLAIM", b + "-n7", "12"));
    assertThat(fence("13", b + "-n7")).isEqualTo("13");
  }

  // The name was asked for before, and was another one by then: two epochs for nothing.
  @Test
  void a_claim_under_a_name_that_has_changed_meanwhile_is_not_told() {
    String before = replicationId() + "-n1";
    assertThat(look("n1")).isEqualTo(List.of("CLAIM", before, "0"));
    rig.redis.command("DEBUG", "CHANGE-REPL-ID");

    assertThat(fence("5", before)).isEmpty();
    assertThat(look("n2")).isEqualTo(List.of("CLAIM", replicationId() + "-n2", "0"));
  }

  private String replicationId() {
    return rig.redis.text("INFO", "replication").replaceAll("(?s).*master_replid:(\\w+).*", "$1");
  }

  private Object look(String nonce) {
    return List.copyOf((List<?>) call("chat1_look", nonce));
  }

  private String fence(String epoch, String incarnation) {
    return String.valueOf(call("chat1_fence", epoch, incarnation));
  }

  private Object call(String function, String... arguments) {
    List<String> words = new ArrayList<>(List.of("FCALL", function, "4"));
    words.addAll(List.of("{t}:epoch", "{t}:epoch:incarnation", "{t}:epoch:claimed", "{t}:queue"));
    words.addAll(List.of(arguments));
    Object answer = rig.redis.command(words.toArray(String[]::new));
    return answer == null ? "" : answer;
  }
}
