package io.chatcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatcluster.config.Configuration;
import io.chatcluster.config.ConfigurationException;
import io.chatcluster.config.Form;
import io.chatcluster.config.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A value that the node could not work with stops its start, before anything else has begun.
class SettingsTest {

  private static final Set<Variable> MAY_BE_NOUGHT =
      Set.of(
          Variable.EVENT_LOOPS,
          Variable.ADDRESS_CONNECTIONS,
          Variable.ROOM_QUIET,
          Variable.ARCHIVE_LINGER,
          Variable.FLUSH_INTERVAL,
          Variable.FLUSH_INTERVAL_MAX,
          Variable.WAKE_UP_GRACE,
          Variable.SUBSCRIPTION_LINGER,
          Variable.RATE_PER_SECOND,
          Variable.GUESTS_PER_SECOND,
          Variable.LOBBY_MESSAGES,
          Variable.DRAIN_DELAY,
          Variable.DRAIN_WINDOW);

  private static Settings settings(String variable, String value) {
    return settings(Map.of(variable, value));
  }

  private static Settings settings(Map<String, String> values) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CHAT_DATABASE_URL", "jdbc:postgresql://db:5432/chat");
    environment.put("CHAT_DATABASE_USER", "chat");
    environment.put("CHAT_DATABASE_PASSWORD", "pw");
    environment.put("CHAT_TOKEN_SECRET", "0123456789abcdef0123456789abcdef");
    environment.putAll(values);
    return Settings.of(Configuration.read(environment));
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT_LOG_KEEP, 1001, CHAT_LOG_KEEP is more than CHAT_LOG_MAX",
    "CHAT_MAX_FRAME, 16384, CHAT_MAX_MESSAGE and CHAT_MAX_DATA leave no room",
    "CHAT_FLUSH_INTERVAL, 51ms, CHAT_FLUSH_INTERVAL is more than CHAT_FLUSH_INTERVAL_MAX",
    "CHAT_ROOM_QUIET, 619s, CHAT_ROOM_QUIET is less than CHAT_ID_WINDOW and 20s",
    "CHAT_GUEST_TTL, 25h, CHAT_GUEST_TTL is more than 24h",
    "CHAT_PARTITIONS, 20000, 'CHAT_PARTITIONS: partitions: 1 to 16384, not 20000'",
    "CHAT_TOKEN_SECRET, short, CHAT_TOKEN_SECRET: a token secret has at least 32 bytes",
    "CHAT_TOKEN_SECRET_PREVIOUS, short, CHAT_TOKEN_SECRET_PREVIOUS: a token secret has",
    "CHAT_ORIGINS, https://a.example/chat, 'CHAT_ORIGINS: ''https://a.example/chat'' is no origin'",
    "CHAT_MANAGEMENT_PORT, 8080, CHAT_PORT and CHAT_MANAGEMENT_PORT are the same",
    "CHAT_PEER_SECRET, short, CHAT_PEER_SECRET: a secret needs at least 32 bytes",
    "CHAT_PEER_ADDRESS, http://n1/, 'CHAT_PEER_ADDRESS: ''http://n1/'' is not a host'",
    "CHAT_REDIS_URL, redis:6379, 'CHAT_REDIS_URL is ''redis:6379'', which is not an address'",
    "CHAT_USER_BYTES, 100, 'CHAT_USER_BYTES is ''100'', which is not a rate such as 20/100'",
    "CHAT_USER_BYTES, 100/0, 'CHAT_USER_BYTES is ''100/0'', which is not a rate'",
    "CHAT_TRUSTED_PROXIES, nginx, 'CHAT_TRUSTED_PROXIES: ''nginx'' is neither an address nor'",
    "CHAT_TRUSTED_PROXIES, 10.0.0.0/33, 'CHAT_TRUSTED_PROXIES: ''10.0.0.0/33'' is not a network'",
    "CHAT_DATABASE_URL, postgres://db/chat, 'CHAT_DATABASE_URL is ''postgres://db/chat'', which'",
  })
  void what_does_not_fit_together_is_named(String variable, String value, String sentence) {
    assertThatThrownBy(() -> settings(variable, value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "8080, CHAT_PORT and CHAT_PEER_PORT are the same",
    "9090, CHAT_MANAGEMENT_PORT and CHAT_PEER_PORT are the same"
  })
  void the_port_for_peers_is_one_of_its_own(String port, String sentence) {
    assertThat(settings("CHAT_PEER_PORT", port).peers().isOn()).isFalse();
    assertThatThrownBy(
            () ->
                settings(
                    Map.of(
                        "CHAT_PEER_PORT",
                        port,
                        "CHAT_PEER_SECRET",
                        "0123456789abcdef0123456789abcdef")))
        .hasMessageContaining(sentence);
  }

  private static Stream<Variable> amounts() {
    return Stream.of(Variable.values())
        .filter(variable -> List.of(Form.COUNT, Form.BYTES, Form.TIME).contains(variable.form()));
  }

  /// Found by trying: a pool of no connections, an outbox of no bytes and the like failed later,
  /// in places that know no variable, or let no client in.
  @ParameterizedTest
  @MethodSource("amounts")
  void nought_is_a_value_with_a_meaning_or_refused_by_name(Variable variable) {
    String nought = variable.form() == Form.TIME ? "0ms" : "0";
    if (MAY_BE_NOUGHT.contains(variable)) {
      assertThat(settings(variable.variable(), nought).shown().split(" "))
          .contains(variable.variable() + "=" + nought);
    } else {
      assertThatThrownBy(() -> settings(variable.variable(), nought))
          .hasMessage("%s is '%s', which is too little".formatted(variable.variable(), nought));
    }
  }

  @Test
  void passwords_in_addresses_are_not_in_the_sentence() {
    assertThatThrownBy(() -> settings("CHAT_REDIS_URL", "http://chat:hunter2@redis"))
        .hasMessageContaining("CHAT_REDIS_URL is 'http://***@redis'");
  }
}
