package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// No secret that works anywhere but on a developer's machine stands in a file.
final class SecretRulesTest {

  @Test
  void only_the_development_overlay_has_secrets_and_they_say_so() {
    for (String overlay : Manifests.all().keySet()) {
      List<Tree> secrets =
          Manifests.of(overlay).stream().filter(r -> r.kind().equals("Secret")).toList();
      if (!overlay.matches("dev(\\+.*)?")) {
        assertThat(secrets).as(overlay).isEmpty();
        continue;
      }
      assertThat(secrets).isNotEmpty();
      for (Tree secret : secrets) {
        secret
            .at("data")
            .fields()
            .forEach((key, value) -> assertThat(decoded(value)).contains("dev-only-not-a-secret"));
      }
    }
  }

  private static String decoded(Tree value) {
    return new String(Base64.getDecoder().decode(value.text()), StandardCharsets.UTF_8);
  }

  @Test
  void the_development_secrets_are_good_enough_for_a_node_to_start() {
    Tree secret = Manifests.one("dev", "Secret", "chat-node-secrets");

    for (String key : List.of("token-secret", "peer-secret")) {
      assertThat(decoded(secret.at("data/" + key)).getBytes(StandardCharsets.UTF_8))
          .hasSizeGreaterThanOrEqualTo(32);
    }
    assertThat(secret.at("data").fields())
        .containsOnlyKeys("redis-url", "database-password", "token-secret", "peer-secret");
  }

  @Test
  void a_node_gets_its_secrets_by_reference_only() {
    for (Tree container : Pods.containers()) {
      for (Tree variable : container.at("env").items()) {
        String name = variable.at("name").text();
        if (name.matches(".*(PASSWORD|SECRET|REDIS_URL).*") && !name.endsWith("_FILE")) {
          assertThat(variable.at("value").exists()).as(container.where() + name).isFalse();
          assertThat(variable.at("valueFrom/secretKeyRef/name").exists()).isTrue();
        }
      }
    }
  }

  /// A node with such a secret lets anybody in as anybody; so it refuses to start elsewhere.
  @Test
  void only_the_development_overlay_accepts_secrets_that_everybody_knows() {
    for (Tree map : Manifests.kind("ConfigMap")) {
      if (map.name().matches("chat-node-[a-z0-9]{10}")) {
        assertThat(map.at("data/CHAT_DEMO").textOr("false"))
            .as(map.where())
            .isEqualTo(String.valueOf(map.where().startsWith("dev")));
      }
    }
    assertThat(Checkout.text("deploy/compose.yaml")).doesNotContain("CHAT_DEMO");
  }

  @Test
  void only_the_migration_gets_the_password_of_the_owner() {
    for (Tree container : Pods.containers()) {
      boolean migrates = container.at("name").text().equals("migrate");
      List<String> mounted =
          container.at("volumeMounts").items().stream()
              .map(mount -> mount.at("name").text())
              .toList();
      assertThat(mounted.contains("migration-secrets")).as(container.where()).isEqualTo(migrates);
      assertThat(migrates && mounted.contains("secrets")).isFalse();
    }
  }
}
