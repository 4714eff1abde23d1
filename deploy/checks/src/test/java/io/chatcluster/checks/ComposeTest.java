package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ComposeTest {
  private static final String BASE = "deploy/compose.yaml";
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+):-([^}]*)}");
  private static final Pattern ANY_VARIABLE = Pattern.compile("(?<!\\$)\\$\\{?[A-Z_]");

  /// PostgreSQL's image starts as root, to own its directory, and continues as somebody else.
  private static final Set<String> WRITES_ITS_ROOT = Set.of("postgres");

  /// Services that do something once and end.
  private static final Set<String> ENDS = Set.of("secrets", "migrate");

  /// Fields of a service that the files use; compose refuses others, but only where there is one.
  private static final Set<String> FIELDS =
      Set.of(
          "image",
          "build",
          "command",
          "entrypoint",
          "environment",
          "ports",
          "volumes",
          "networks",
          "network_mode",
          "depends_on",
          "healthcheck",
          "read_only",
          "tmpfs",
          "cap_drop",
          "security_opt",
          "restart",
          "stop_grace_period",
          "stop_signal",
          "ulimits",
          "mem_limit",
          "shm_size",
          "user");

  private static List<Path> files() {
    List<Path> files = Checkout.files("deploy", ".yaml");
    return files.stream()
        .filter(file -> file.getFileName().toString().startsWith("compose."))
        .toList();
  }

  private static Tree read(Path file) {
    return Tree.document(Checkout.root().relativize(file).toString());
  }

  /// The services of the base file, and those that an overlay adds.
  private static Map<String, Tree> services() {
    Map<String, Tree> services = new LinkedHashMap<>(Tree.document(BASE).at("services").fields());
    for (Path file : files()) {
      read(file).at("services").fields().forEach(services::putIfAbsent);
    }
    return services;
  }

  @Test
  void the_cluster_is_three_nodes_with_their_servers_and_a_load_balancer() {
    assertThat(Tree.document(BASE).at("services").fields())
        .containsOnlyKeys(
            "secrets", "migrate", "redis", "postgres", "n1", "n2", "n3", "loadbalancer");
  }

  @Test
  void services_have_only_fields_that_compose_knows() {
    for (Path file : files()) {
      read(file)
          .at("services")
          .fields()
          .forEach((name, service) -> assertThat(FIELDS).containsAll(service.fields().keySet()));
    }
  }

  @Test
  void images_are_pinned_and_have_a_default() {
    for (Path file : files()) {
      for (Tree service : read(file).at("services").fields().values()) {
        if (service.at("image").exists()) {
          Matcher image = VARIABLE.matcher(service.at("image").text());
          assertThat(image.matches()).as(service.where()).isTrue();
          assertThat(Images.pinned(image.group(2))).as(image.group(2)).isTrue();
        }
      }
    }
  }

  @Test
  void every_service_is_checked_limited_and_stopped_with_patience() {
    services()
        .forEach(
            (name, service) -> {
              if (ENDS.contains(name)) {
                return;
              }
              assertThat(service.at("healthcheck/test").items()).as(name).isNotEmpty();
              assertThat(service.at("mem_limit").exists()).as(name).isTrue();
              assertThat(service.at("stop_grace_period").exists()).as(name).isTrue();
              assertThat(service.at("restart").text()).as(name).isEqualTo("unless-stopped");
            });
  }

  @Test
  void every_service_has_as_few_rights_as_it_can_do_with() {
    services()
        .forEach(
            (name, service) -> {
              assertThat(service.at("security_opt").texts()).contains("no-new-privileges:true");
              assertThat(service.at("privileged").exists()).isFalse();
              if (!WRITES_ITS_ROOT.contains(name)) {
                assertThat(service.at("read_only").isTrue()).as(name).isTrue();
                assertThat(service.at("cap_drop").texts()).as(name).containsExactly("ALL");
              }
            });
  }

  /// Without it Netty falls back to a transport that costs a quarter more, and only the log says
  /// so.
  @Test
  void nodes_may_run_native_code_from_tmp() {
    for (String node : List.of("n1", "n2", "n3")) {
      assertThat(Tree.document(BASE).at("services/" + node + "/tmpfs").texts())
          .allMatch(mount -> mount.startsWith("/tmp:") && mount.endsWith(",exec"));
    }
  }

  @Test
  void only_the_load_balancer_is_published_to_others_than_this_machine() {
    services()
        .forEach(
            (name, service) -> {
              for (String port : service.at("ports").texts()) {
                assertThat(name.equals("loadbalancer") || port.startsWith("127.0.0.1:"))
                    .as(name + " " + port)
                    .isTrue();
              }
            });
    assertThat(Tree.document(BASE).at("networks/back/internal").isTrue()).isTrue();
  }

  @Test
  void up_waits_for_what_a_service_needs() {
    services()
        .forEach(
            (name, service) ->
                service
                    .at("depends_on")
                    .fields()
                    .forEach(
                        (needed, how) -> {
                          String condition =
                              ENDS.contains(needed)
                                  ? "service_completed_successfully"
                                  : "service_healthy";
                          assertThat(services()).containsKey(needed);
                          assertThat(how.at("condition").text()).as(name).isEqualTo(condition);
                        }));
  }

  @Test
  void no_secret_has_a_default() {
    for (Path file : files()) {
      for (Tree service : read(file).at("services").fields().values()) {
        service
            .at("environment")
            .fields()
            .forEach(
                (name, value) -> {
                  if (name.matches(".*(PASSWORD|SECRET).*")) {
                    assertThat(name).as(service.where()).endsWith("_FILE");
                    assertThat(value.text()).startsWith("/run/secrets/chat/");
                  }
                });
      }
    }
  }

  @Test
  void the_secrets_are_made_once_and_at_random() throws Exception {
    String script = Tree.document(BASE).at("services/secrets/command").texts().getFirst();
    Path directory = Files.createTempDirectory("secrets");
    for (String volume : List.of("node", "migration", "postgres", "grafana")) {
      Files.createDirectory(directory.resolve(volume));
    }
    try {
      String here = script.replace("$$", "$").replace("/secrets/", directory + "/");

      Programs.Result first = Programs.run(Map.of(), "/bin/sh", "-eu", "-c", here);
      String token = Files.readString(directory.resolve("node/token-secret"));
      Programs.Result second = Programs.run(Map.of(), "/bin/sh", "-eu", "-c", here);

      assertThat(List.of(first.code(), second.code())).as(first.output()).containsOnly(0);
      assertThat(token).hasSizeGreaterThanOrEqualTo(32).matches("[A-Za-z0-9_=-]+");
      assertThat(Files.readString(directory.resolve("node/token-secret"))).isEqualTo(token);
      assertThat(names(directory.resolve("node")))
          .containsExactly("database-password", "peer-secret", "token-secret");
      assertThat(names(directory.resolve("migration"))).containsExactly("owner-password");
      assertThat(names(directory.resolve("grafana"))).containsExactly("grafana-password");
      for (String password : List.of("database-password", "owner-password")) {
        String volume = password.startsWith("owner") ? "migration" : "node";
        assertThat(Files.readString(directory.resolve(volume).resolve(password)))
            .isNotEqualTo(token)
            .isEqualTo(Files.readString(directory.resolve("postgres").resolve(password)));
      }
    } finally {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /// Found by reading: every container could read every secret, and the nodes were PostgreSQL's
  /// superuser.
  @Test
  void a_service_gets_the_secrets_that_it_needs_and_no_others() {
    Map<String, String> volumes =
        Map.of(
            "n1", "node-secrets",
            "n2", "node-secrets",
            "n3", "node-secrets",
            "migrate", "migration-secrets",
            "postgres", "postgres-secrets",
            "grafana", "grafana-secrets");
    services()
        .forEach(
            (name, service) -> {
              List<String> mounted =
                  service.at("volumes").items().stream()
                      .filter(volume -> volume.fields().isEmpty())
                      .map(Tree::text)
                      .filter(volume -> volume.contains("secrets"))
                      .toList();
              if (volumes.containsKey(name)) {
                assertThat(mounted).containsExactly(volumes.get(name) + ":/run/secrets/chat:ro");
              } else if (!name.equals("secrets")) {
                assertThat(mounted).as(name).isEmpty();
              }
            });
    Tree postgres = Tree.document(BASE).at("services/postgres");
    for (String node : List.of("n1", "n2", "n3")) {
      Tree environment = Tree.document(BASE).at("services/" + node + "/environment");
      assertThat(environment.at("CHAT_DATABASE_USER").text())
          .isNotEqualTo(postgres.at("environment/POSTGRES_USER").text());
      assertThat(environment.at("CHAT_DATABASE_OWNER").exists()).isFalse();
    }
  }

  @Test
  void every_variable_has_a_default_and_stands_in_the_example_with_it() {
    Map<String, String> example = new LinkedHashMap<>();
    Checkout.text("deploy/.env.example")
        .lines()
        .filter(line -> line.matches("[A-Z_]+=.*"))
        .forEach(
            line -> example.put(line.split("=", -1)[0], line.substring(line.indexOf('=') + 1)));
    Set<String> used = new TreeSet<>();
    for (Path file : files()) {
      String text = withoutComments(Checkout.text(file));
      assertThat(ANY_VARIABLE.matcher(text).results().count())
          .as(file + ": every ${VARIABLE} has a default")
          .isEqualTo(VARIABLE.matcher(text).results().count());
      VARIABLE
          .matcher(text)
          .results()
          .forEach(
              found -> {
                used.add(found.group(1));
                if (!found.group(1).equals("CHAT_ORIGINS")) {
                  assertThat(example).containsEntry(found.group(1), found.group(2));
                }
              });
    }
    assertThat(example.keySet()).isEqualTo(used);
  }

  private static String withoutComments(String text) {
    return String.join("\n", text.lines().filter(line -> !line.strip().startsWith("#")).toList());
  }

  @Test
  void what_is_mounted_or_built_from_this_repository_is_there() {
    List<String> missing = new ArrayList<>();
    for (Tree service : services().values()) {
      for (Tree volume : service.at("volumes").items()) {
        if (volume.at("type").textOr("").equals("bind")) {
          String source = volume.at("source").text();
          if (!source.startsWith("$") && !Files.exists(Checkout.file("deploy").resolve(source))) {
            missing.add(source);
          }
        }
      }
      if (service.at("build").exists()) {
        Path context = Checkout.file("deploy").resolve(service.at("build/context").text());
        Path dockerfile = context.resolve(service.at("build/dockerfile").textOr("Dockerfile"));
        if (!Files.exists(dockerfile)) {
          missing.add(dockerfile.toString());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void prometheus_scrapes_every_node_and_grafana_knows_prometheus() {
    Tree scrape = Tree.document("deploy/prometheus/prometheus.yml").at("scrape_configs");
    assertThat(
            scrape.items().getFirst().at("static_configs").items().getFirst().at("targets").texts())
        .containsExactly("n1:9090", "n2:9090", "n3:9090");
    Tree source =
        Tree.document("deploy/grafana/provisioning/datasources/prometheus.yaml").at("datasources");
    assertThat(source.items().getFirst().at("url").text()).isEqualTo("http://prometheus:9090");
  }
}
