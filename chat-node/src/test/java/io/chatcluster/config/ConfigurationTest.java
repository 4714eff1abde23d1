package io.chatcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  static Map<String, String> good() {
    Map<String, String> environment = new HashMap<>();
    environment.put("CHAT_DATABASE_URL", "jdbc:postgresql://localhost/chat");
    environment.put("CHAT_DATABASE_USER", "chat");
    environment.put("CHAT_DATABASE_PASSWORD", "pw");
    environment.put("CHAT_TOKEN_SECRET", "0123456789abcdef0123456789abcdef");
    return environment;
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = good();
    environment.put(name, value);
    return environment;
  }

  @Test
  void what_is_not_set_has_its_default() {
    Configuration read = Configuration.read(good());

    assertThat(read.number(Variable.PORT)).isEqualTo(8080);
    assertThat(read.time(Variable.ACK_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
    assertThat(read.flag(Variable.GUESTS)).isFalse();
  }

  @Test
  void every_default_is_valid() {
    assertThat(Configuration.read(good()).toString()).contains("CHAT_PARTITIONS=64");
  }

  @Test
  void all_faults_are_named_at_once() {
    Map<String, String> environment = good();
    environment.remove("CHAT_DATABASE_URL");
    environment.put("CHAT_PORT", "eighty");
    environment.put("CHAT_ACK_TIMEOUT", "10");

    assertThatThrownBy(() -> Configuration.read(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("CHAT_DATABASE_URL is missing")
        .hasMessageContaining("CHAT_PORT is 'eighty', which is not a port, 0 to 65535")
        .hasMessageContaining("CHAT_ACK_TIMEOUT is '10', which is not a time such as 500ms");
  }

  @Test
  void times_have_units() {
    assertThat(time("1500ms")).isEqualTo(Duration.ofMillis(1_500));
    assertThat(time("30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(time("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(time("12h")).isEqualTo(Duration.ofHours(12));
  }

  private static Duration time(String text) {
    return Configuration.read(with("CHAT_ID_WINDOW", text)).time(Variable.ID_WINDOW);
  }

  @Test
  void levels_flags_and_names_are_checked() {
    for (Map.Entry<String, String> bad :
        Map.of(
                "CHAT_ACK_LEVEL", "sure",
                "CHAT_GUESTS", "yes",
                "CHAT_NODE_ID", "a.b",
                "CHAT_MAX_FRAME", "-1")
            .entrySet()) {
      assertThatThrownBy(() -> Configuration.read(with(bad.getKey(), bad.getValue())))
          .hasMessageContaining(bad.getKey() + " is '" + bad.getValue() + "'");
    }
  }

  @Test
  void a_secret_may_stand_in_a_file(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("secret");
    Files.writeString(file, "from-a-file\n");
    Map<String, String> environment = with("CHAT_DATABASE_PASSWORD_FILE", file.toString());
    environment.remove("CHAT_DATABASE_PASSWORD");

    assertThat(Configuration.read(environment).text(Variable.DATABASE_PASSWORD))
        .isEqualTo("from-a-file");
  }

  @Test
  void a_secret_in_two_places_or_in_no_readable_file_is_refused(@TempDir Path directory) {
    String file = directory.resolve("none").toString();
    Map<String, String> twice = with("CHAT_TOKEN_SECRET_FILE", file);
    Map<String, String> unreadable = with("CHAT_TOKEN_SECRET_FILE", file);
    unreadable.remove("CHAT_TOKEN_SECRET");

    assertThatThrownBy(() -> Configuration.read(twice)).hasMessageContaining("both set");
    assertThatThrownBy(() -> Configuration.read(unreadable)).hasMessageContaining("names no file");
  }

  @Test
  void secrets_are_never_printed() {
    Map<String, String> environment = with("CHAT_REDIS_URL", "redis://chat:hunter2@redis:6379");

    assertThat(Configuration.read(environment).toString())
        .doesNotContain("hunter2", "0123456789abcdef", "CHAT_DATABASE_PASSWORD=pw")
        .contains("CHAT_TOKEN_SECRET=***", "redis://***@redis:6379");
  }

  @Test
  void the_documented_table_is_this_list() throws IOException {
    StringBuilder table =
        new StringBuilder("| variable | type | default | meaning |\n|---|---|---|---|\n");
    for (Variable variable : Variable.values()) {
      String defaultValue = variable.required() ? "required" : "`" + variable.defaultValue() + "`";
      table
          .append("| `%s` | %s | ".formatted(variable.variable(), variable.form().wire()))
          .append(variable.defaultValue().isEmpty() && !variable.required() ? "" : defaultValue)
          .append(" | ")
          .append(variable.meaning())
          .append(" |\n");
    }

    String page = Files.readString(Path.of("../docs/configuration.md"));

    assertThat(page).as("docs/configuration.md must hold:\n" + table).contains(table);
  }
}
