package io.chatcluster.loadtest.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatcluster.loadtest.client.Message;
import io.chatcluster.loadtest.client.Position;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What a recorder keeps.
class RecorderTest {

  private final AtomicLong time = new AtomicLong();
  private final Recorder recorder = new Recorder(time::incrementAndGet, () -> 1_000);

  @Test
  void what_a_client_is_told_is_kept_in_order() {
    ClientLog log = recorder.client("ada");
    log.invoked("general", "a");
    log.delivered("general", message("0-0", "7-1", "a"));
    log.acked("general", "a", new Position(7, 1), "durable");
    log.failed("general", "b", "stale_id", false);
    log.failed("general", "c", "left", true);

    assertThat(recorder.history())
        .extracting(Entry::event)
        .containsExactly(
            new Event.Invoke("general", "a"),
            new Event.Deliver("general", new Position(7, 1), Position.START, "a"),
            new Event.Ok("general", "a", new Position(7, 1), "durable"),
            new Event.Fail("general", "b", "stale_id"),
            new Event.GiveUp("general", "c", "left"));
    assertThat(recorder.history()).extracting(Entry::nanos).isSorted();
  }

  @Test
  void the_history_is_written_as_one_json_object_a_line() throws IOException {
    ClientLog log = recorder.client("ada");
    log.disconnected(4503);
    log.joined("general", new Position(7, 1), new Position(7, 4), true);
    log.delivered("general", message("7-1", "7-2", "a"));
    log.rolledBack("general", new Position(7, 1));
    log.gap("general", new Position(7, 1), new Position(8, 1));
    log.ended();
    StringWriter text = new StringWriter();

    recorder.write(text);

    ObjectMapper json = new ObjectMapper();
    List<String> events = new ArrayList<>();
    for (String line : text.toString().lines().toList()) {
      JsonNode entry = json.readTree(line);
      assertThat(entry.get("client").asText()).isEqualTo("ada");
      events.add(entry.get("event").asText());
    }
    assertThat(events).containsExactly("disconnect", "join", "deliver", "rollback", "gap", "end");
    assertThat(text.toString().lines().toList().get(2))
        .isEqualTo(
            "{\"nanos\":3,\"wall\":1000,\"client\":\"ada\",\"event\":\"deliver\","
                + "\"room\":\"general\",\"at\":\"7-2\",\"prev\":\"7-1\",\"id\":\"a\"}");
  }

  @Test
  void clients_on_many_threads_lose_nothing() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ClientLog log = recorder.client("client-" + i);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; n < 1_000; n++) {
                      log.invoked("general", "m" + n);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(recorder.history()).hasSize(4_000);
  }

  private static Message message(String prev, String at, String id) {
    return new Message(Position.parse(at), Position.parse(prev), id, "ada", "Ada", 1, "hello");
  }
}
