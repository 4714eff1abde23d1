package io.chatcluster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Rate;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.Position;
import io.chatcluster.rights.Verb;
import io.chatcluster.rights.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every error that a session can answer: what leads to it, what it carries, and which of them end
/// the session, as `docs/protocol.md` says.
class SessionErrorsTest extends OverAnyEdge {

  /// Makes a client whose last frame is the error.
  private static final Map<ErrorCode, Function<SessionRig, TestClient>> CAUSES = causes();

  private static Map<ErrorCode, Function<SessionRig, TestClient>> causes() {
    Map<ErrorCode, Function<SessionRig, TestClient>> causes = new EnumMap<>(ErrorCode.class);
    causes.put(ErrorCode.MALFORMED, rig -> says(rig, "{'ref':'r','type':'join'}"));
    causes.put(ErrorCode.UNKNOWN_TYPE, rig -> says(rig, "{'type':'dance','ref':'r'}"));
    causes.put(
        ErrorCode.ALREADY_CONNECTED,
        rig -> says(rig, "{'type':'connect','ref':'r','token':'ada'}"));
    causes.put(ErrorCode.BAD_ROOM, rig -> says(rig, "{'type':'join','ref':'r','room':' a'}"));
    causes.put(
        ErrorCode.BAD_POSITION,
        rig -> says(rig, "{'type':'join','ref':'r','room':'general','at':'7'}"));
    causes.put(ErrorCode.EMPTY_MESSAGE, rig -> says(rig, chat("")));
    causes.put(
        ErrorCode.MESSAGE_TOO_BIG, rig -> says(rig, chat("x".repeat(SessionRig.MAX_MESSAGE + 1))));
    causes.put(ErrorCode.BAD_TEXT, rig -> says(rig, chat("\\u0000")));
    causes.put(ErrorCode.UNAUTHENTICATED, rig -> opensWith(rig, "{'type':'ping','ref':'r'}"));
    causes.put(ErrorCode.BAD_TOKEN, rig -> opensWith(rig, connect("forged")));
    causes.put(ErrorCode.TOKEN_EXPIRED, rig -> opensWith(rig, connect("old")));
    causes.put(ErrorCode.INTERNAL, SessionErrorsTest::defect);
    causes.put(ErrorCode.BAD_ID, rig -> sends(rig, rig.id(-11_000)));
    causes.put(ErrorCode.STALE_ID, rig -> sends(rig, rig.id(2 * SessionRig.ID_WINDOW)));
    causes.put(ErrorCode.NOT_JOINED, SessionErrorsTest::notJoined);
    causes.put(ErrorCode.FORBIDDEN, SessionErrorsTest::forbidden);
    causes.put(ErrorCode.TOO_MANY_ROOMS, SessionErrorsTest::tooManyRooms);
    causes.put(ErrorCode.TOO_MANY_IN_FLIGHT, SessionErrorsTest::tooManyInFlight);
    causes.put(ErrorCode.RATE_LIMITED, SessionErrorsTest::rateLimited);
    causes.put(ErrorCode.OVERLOADED, SessionErrorsTest::overloaded);
    causes.put(ErrorCode.UNAVAILABLE, SessionErrorsTest::unavailable);
    causes.put(ErrorCode.ARCHIVE_UNAVAILABLE, SessionErrorsTest::archiveUnavailable);
    causes.put(ErrorCode.RETRY_LATER, SessionErrorsTest::retryLater);
    return causes;
  }

  private static String chat(String text) {
    return "{'type':'chat','ref':'r','room':'general','message':'" + text + "'}";
  }

  private static String connect(String token) {
    return "{'type':'connect','ref':'r','token':'" + token + "'}";
  }

  private static TestClient says(SessionRig rig, String frame) {
    TestClient ada = rig.member("ada");
    ada.say(frame);
    return ada;
  }

  private static TestClient opensWith(SessionRig rig, String frame) {
    TestClient stranger = rig.stranger();
    stranger.say(frame);
    return stranger;
  }

  private static TestClient sends(SessionRig rig, String id) {
    TestClient ada = rig.member("ada");
    ada.chat("r", id);
    return ada;
  }

  private static TestClient defect(SessionRig rig) {
    TestClient ada = rig.member("ada");
    ada.session().broke();
    return ada;
  }

  private static TestClient notJoined(SessionRig rig) {
    TestClient ada = rig.client("ada");
    ada.chat("r", rig.id(0));
    return ada;
  }

  private static TestClient forbidden(SessionRig rig) {
    rig.rights.rule("ada", "general", Verdict.of(Verb.JOIN));
    return sends(rig, rig.id(0));
  }

  private static TestClient tooManyRooms(SessionRig rig) {
    TestClient ada = rig.client("ada");
    for (int i = 0; i < SessionRig.MAX_ROOMS; i++) {
      ada.say("{'type':'join','room':'room" + i + "'}");
    }
    ada.say("{'type':'join','ref':'r','room':'general'}");
    return ada;
  }

  private static TestClient tooManyInFlight(SessionRig rig) {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;
    for (int i = 0; i < SessionRig.MAX_IN_FLIGHT; i++) {
      ada.chat("m" + i);
    }
    ada.chat("r", rig.id(0));
    return ada;
  }

  private static TestClient rateLimited(SessionRig fast) {
    SessionRig rig = new SessionRig(fast.edge, Map.of(Limit.USER_MESSAGES, new Rate(1, 2)));
    TestClient ada = rig.member("ada");
    ada.chat("m1");
    ada.chat("m2");
    ada.chat("r", rig.id(0));
    return ada;
  }

  private static TestClient overloaded(SessionRig rig) {
    rig.log.full = true;
    return sends(rig, rig.id(0));
  }

  private static TestClient unavailable(SessionRig rig) {
    TestClient ada = rig.member("ada");
    rig.log.down = true;
    ada.chat("r", rig.id(0));
    rig.loop.pass(SessionRig.ACK_TIMEOUT + 1_000);
    return ada;
  }

  /// Redis was lost, and what a room is opened from cannot be asked.
  private static TestClient archiveUnavailable(SessionRig rig) {
    TestClient ada = rig.member("ada");
    rig.log.lose(Position.NONE);
    rig.log.archiveDown = true;
    ada.chat("r", rig.id(0));
    rig.loop.pass(SessionRig.ACK_TIMEOUT + 1_000);
    return ada;
  }

  private static TestClient retryLater(SessionRig rig) {
    TestClient ada = rig.member("ada");
    rig.log.archiving = false;
    ada.chat("r", rig.id(0));
    rig.loop.pass(SessionRig.ACK_TIMEOUT + 1_000);
    return ada;
  }

  @TestFactory
  Stream<DynamicTest> every_error_code_is_answered_as_the_documentation_says() {
    return Stream.of(ErrorCode.values())
        .map(
            code ->
                dynamicTest(
                    code.wire(), () -> check(code, cause(code).apply(rig()), documented(code))));
  }

  private static Function<SessionRig, TestClient> cause(ErrorCode code) {
    return Objects.requireNonNull(CAUSES.get(code), () -> "what leads to " + code.wire());
  }

  private static void check(ErrorCode code, TestClient client, String row) {
    JsonNode error = client.last();
    assertThat(error.path("code").asText()).isEqualTo(code.wire());
    assertThat(error.get("message").asText()).isNotBlank();
    if (code != ErrorCode.INTERNAL) {
      assertThat(error.path("ref").asText()).isEqualTo("r");
    }
    assertThat(error.has("retryAfter")).as(row).isEqualTo(row.contains("has `retryAfter`"));
    if (client.closed() == null) {
      assertThat(row).doesNotContain("closes");
    } else {
      assertThat(row).contains("closes " + client.closed().code());
    }
  }

  /// The row of the table.
  private static String documented(ErrorCode code) throws IOException {
    return Files.readAllLines(Path.of("../docs/protocol.md")).stream()
        .filter(line -> line.startsWith("| `" + code.wire() + "` |"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void an_error_of_a_message_names_its_room_and_id() {
    for (ErrorCode code :
        new ErrorCode[] {
          ErrorCode.BAD_ID,
          ErrorCode.STALE_ID,
          ErrorCode.NOT_JOINED,
          ErrorCode.FORBIDDEN,
          ErrorCode.TOO_MANY_IN_FLIGHT,
          ErrorCode.RATE_LIMITED,
          ErrorCode.OVERLOADED,
          ErrorCode.UNAVAILABLE,
          ErrorCode.ARCHIVE_UNAVAILABLE,
          ErrorCode.RETRY_LATER
        }) {
      JsonNode error = cause(code).apply(rig()).last();

      assertThat(error.path("room").asText()).as("%s", code).isEqualTo("general");
      assertThat(error.path("id").asText()).as("%s", code).matches("[0-9a-f-]{36}");
    }
  }

  @Test
  void an_error_of_a_join_or_a_history_names_its_room() {
    assertThat(tooManyRooms(rig()).last().path("room").asText()).isEqualTo("general");

    SessionRig rig = rig();
    TestClient ada = rig.client("ada");
    ada.say("{'type':'history','ref':'r','room':'general'}");
    assertThat(ada.heard()).containsExactly("error r not_joined");
    assertThat(ada.last().path("room").asText()).isEqualTo("general");

    rig.log.down = true;
    ada.say("{'type':'join','ref':'j','room':'general'}");
    assertThat(ada.heard()).contains("error j unavailable");
    assertThat(ada.last().path("room").asText()).isEqualTo("general");
  }

  @Test
  void a_history_that_cannot_be_read_is_unavailable() {
    SessionRig rig = rig();
    TestClient ada = rig.member("ada");
    rig.log.down = true;

    ada.say("{'type':'history','ref':'r','room':'general'}");

    assertThat(ada.heard()).containsExactly("error r unavailable");
    assertThat(ada.last().get("retryAfter").asLong()).isPositive();
  }

  @Test
  void who_joins_hears_that_it_is_the_archive_that_is_away() {
    SessionRig rig = rig();
    TestClient ada = rig.client("ada");
    rig.log.lose(Position.NONE);
    rig.log.archiveDown = true;

    ada.say("{'type':'join','ref':'j','room':'general'}");
    rig.loop.pass(SessionRig.ACK_TIMEOUT + 1_000);

    assertThat(ada.heard()).containsExactly("error j archive_unavailable");
    assertThat(ada.last().get("retryAfter").asLong()).isPositive();
  }

  @Test
  void every_error_is_counted() {
    SessionRig rig = rig();
    TestClient ada = rig.member("ada");

    ada.say("no json");
    ada.say("{'type':'history','room':'other'}");
    ada.say("{'type':'chat','room':'other','message':'hello'}");

    assertThat(rig.failures)
        .containsExactly(ErrorCode.MALFORMED, ErrorCode.NOT_JOINED, ErrorCode.NOT_JOINED);
  }
}
