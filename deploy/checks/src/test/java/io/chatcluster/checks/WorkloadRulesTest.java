package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules of ours for everything that runs as a pod.
final class WorkloadRulesTest {

  @Test
  void every_pod_passes_the_restricted_standard() {
    for (Tree pod : Pods.specs()) {
      Tree context = pod.at("securityContext");
      assertThat(context.at("runAsNonRoot").isTrue()).as(pod.where()).isTrue();
      assertThat(context.at("runAsUser").number()).as(pod.where()).isPositive();
      assertThat(context.at("seccompProfile/type").text()).isEqualTo("RuntimeDefault");
      for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
        assertThat(pod.at(host).exists()).as(pod.where() + host).isFalse();
      }
    }
    for (Tree container : Pods.containers()) {
      Tree context = container.at("securityContext");
      assertThat(context.at("allowPrivilegeEscalation").isFalse()).as(container.where()).isTrue();
      assertThat(context.at("readOnlyRootFilesystem").isTrue()).as(container.where()).isTrue();
      assertThat(context.at("capabilities/drop").texts()).containsExactly("ALL");
      assertThat(context.at("capabilities/add").exists()).isFalse();
    }
  }

  @Test
  void the_namespace_enforces_that_standard() {
    assertThat(Manifests.kind("Namespace")).isNotEmpty();
    for (Tree namespace : Manifests.kind("Namespace")) {
      assertThat(namespace.at("metadata/labels").fields())
          .extractingByKey("pod-security.kubernetes.io/enforce")
          .extracting(Tree::text)
          .isEqualTo("restricted");
    }
  }

  @Test
  void a_read_only_root_has_a_bounded_tmp() {
    for (Tree pod : Pods.specs()) {
      Tree tmp = named(pod.at("volumes"), "tmp");

      assertThat(tmp.at("emptyDir/sizeLimit").exists()).as(pod.where()).isTrue();
      for (Tree container : pod.at("containers").items()) {
        assertThat(named(container.at("volumeMounts"), "tmp").at("mountPath").text())
            .isEqualTo("/tmp");
      }
    }
  }

  @Test
  void no_pod_may_talk_to_the_kubernetes_api_or_gets_variables_of_services() {
    for (Tree pod : Pods.specs()) {
      assertThat(pod.at("automountServiceAccountToken").isFalse()).as(pod.where()).isTrue();
      assertThat(pod.at("enableServiceLinks").isFalse()).as(pod.where()).isTrue();
    }
    for (Tree account : Manifests.kind("ServiceAccount")) {
      assertThat(account.at("automountServiceAccountToken").isFalse()).isTrue();
    }
  }

  @Test
  void memory_is_promised_whole_and_processors_are_not_throttled() {
    for (Tree container : Pods.containers()) {
      Tree resources = container.at("resources");
      assertThat(resources.at("limits/memory").text())
          .as(container.where())
          .isEqualTo(resources.at("requests/memory").text());
      assertThat(resources.at("requests/cpu").exists()).as(container.where()).isTrue();
      assertThat(resources.at("limits/cpu").exists()).as(container.where()).isFalse();
    }
  }

  @Test
  void images_are_pinned() {
    for (Tree container : Pods.containers()) {
      assertThat(Images.pinned(container.at("image").text())).as(container.where()).isTrue();
    }
  }

  @Test
  void every_container_has_three_probes_and_dies_last_of_all() {
    for (Tree container : Pods.serving()) {
      for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
        assertThat(container.at(probe).exists()).as(container.where() + "/" + probe).isTrue();
      }
      assertThat(patience(container.at("livenessProbe")))
          .as(container.where() + ": taken out of the rotation long before it is killed")
          .isGreaterThan(patience(container.at("readinessProbe")));
    }
  }

  private static int patience(Tree probe) {
    return Integer.parseInt(probe.at("periodSeconds").textOr("10"))
        * Integer.parseInt(probe.at("failureThreshold").textOr("3"));
  }

  @Test
  void a_node_is_asked_on_its_management_port_and_never_about_redis() {
    for (Tree node : nodes()) {
      Tree container = node.at("spec/template/spec/containers").items().getFirst();
      assertThat(container.at("readinessProbe/httpGet/path").text()).isEqualTo("/ready");
      assertThat(container.at("livenessProbe/httpGet/path").text()).isEqualTo("/live");
      assertThat(container.at("startupProbe/httpGet/path").text()).isEqualTo("/live");
      for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
        assertThat(container.at(probe + "/httpGet/port").text()).isEqualTo("management");
      }
    }
  }

  @Test
  void rolling_out_takes_no_node_away_before_another_is_there() {
    for (Tree deployment : Manifests.kind("Deployment")) {
      Tree rolling = deployment.at("spec/strategy/rollingUpdate");
      assertThat(rolling.at("maxSurge").number()).as(deployment.where()).isEqualTo(1);
      assertThat(rolling.at("maxUnavailable").number()).as(deployment.where()).isZero();
      assertThat(deployment.at("spec/minReadySeconds").number()).isPositive();
    }
  }

  @Test
  void every_deployment_has_a_budget_and_is_spread_over_machines_and_zones() {
    Manifests.all()
        .forEach(
            (overlay, resources) ->
                resources.stream()
                    .filter(resource -> resource.kind().equals("Deployment"))
                    .forEach(deployment -> checkBudget(overlay, deployment)));
  }

  private static void checkBudget(String overlay, Tree deployment) {
    Tree budget = Manifests.one(overlay, "PodDisruptionBudget", deployment.name());
    assertThat(budget.at("spec/maxUnavailable").number()).isEqualTo(1);
    assertThat(budget.at("spec/unhealthyPodEvictionPolicy").text()).isEqualTo("AlwaysAllow");
    assertThat(budget.at("spec/selector").value())
        .isEqualTo(deployment.at("spec/selector").value());
    List<String> keys =
        deployment.at("spec/template/spec/topologySpreadConstraints").items().stream()
            .map(constraint -> constraint.at("topologyKey").text())
            .toList();
    assertThat(keys)
        .as(deployment.where())
        .containsExactlyInAnyOrder("kubernetes.io/hostname", "topology.kubernetes.io/zone");
  }

  @Test
  void the_autoscaler_and_the_deployment_do_not_fight_over_the_number_of_nodes() {
    for (String overlay : Manifests.all().keySet()) {
      boolean scaled =
          Manifests.of(overlay).stream()
              .anyMatch(
                  resource ->
                      Set.of("HorizontalPodAutoscaler", "ScaledObject").contains(resource.kind()));
      Tree node = Manifests.one(overlay, "Deployment", "chat-node");
      assertThat(node.at("spec/replicas").exists()).as(overlay).isEqualTo(!scaled);
    }
  }

  /// When one of three nodes dies, the others carry its clients and take no more than they may.
  @Test
  void the_autoscaler_keeps_room_for_the_death_of_a_node() {
    for (String overlay : Manifests.all().keySet()) {
      int most =
          Integer.parseInt(
              Manifests.one(overlay, "ConfigMap", "chat-node")
                  .at("data/CHAT_MAX_CONNECTIONS")
                  .text());
      for (Tree resource : Manifests.of(overlay)) {
        Stream<Tree> wanted =
            switch (resource.kind()) {
              case "HorizontalPodAutoscaler" ->
                  resource.at("spec/metrics").items().stream()
                      .map(metric -> metric.at("pods/target/averageValue"));
              case "ScaledObject" ->
                  resource.at("spec/triggers").items().stream()
                      .map(trigger -> trigger.at("metadata/threshold"));
              default -> Stream.of();
            };
        wanted
            .filter(Tree::exists)
            .forEach(
                value -> assertThat(Integer.parseInt(value.text())).isLessThanOrEqualTo(most / 2));
      }
    }
  }

  @Test
  void a_node_has_no_more_event_loops_than_processors() {
    for (String overlay : Manifests.all().keySet()) {
      Tree node = Manifests.one(overlay, "Deployment", "chat-node");
      String options =
          named(
                  node.at("spec/template/spec/containers").items().getFirst().at("env"),
                  "JDK_JAVA_OPTIONS")
              .at("value")
              .text();
      int loops =
          Integer.parseInt(
              Manifests.one(overlay, "ConfigMap", "chat-node").at("data/CHAT_EVENT_LOOPS").text());

      assertThat(options).startsWith("-XX:ActiveProcessorCount=");
      assertThat(Integer.parseInt(options.substring(options.indexOf('=') + 1)))
          .as(overlay)
          .isGreaterThanOrEqualTo(loops);
    }
  }

  private static List<Tree> nodes() {
    return Manifests.kind("Deployment").stream()
        .filter(deployment -> deployment.name().equals("chat-node"))
        .toList();
  }

  private static Tree named(Tree list, String name) {
    return list.items().stream()
        .filter(item -> item.at("name").textOr("").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(list.where() + " has no " + name));
  }
}
