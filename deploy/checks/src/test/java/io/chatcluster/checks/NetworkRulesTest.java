package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who may talk to whom in Kubernetes, and what the world sees.
final class NetworkRulesTest {

  @Test
  void what_is_not_allowed_is_denied() {
    for (String overlay : Manifests.all().keySet()) {
      Tree policy = Manifests.one(overlay, "NetworkPolicy", "default-deny");

      assertThat(policy.at("spec/podSelector").fields()).isEmpty();
      assertThat(policy.at("spec/policyTypes").texts())
          .containsExactlyInAnyOrder("Ingress", "Egress");
      assertThat(policy.at("spec/ingress").exists()).isFalse();
      assertThat(policy.at("spec/egress").exists()).isFalse();
    }
  }

  @Test
  void clients_reach_nodes_only_through_the_load_balancer_and_never_their_management() {
    for (String overlay : Manifests.all().keySet()) {
      for (Tree rule :
          Manifests.one(overlay, "NetworkPolicy", "chat-node").at("spec/ingress").items()) {
        assertThat(rule.at("from").items()).isNotEmpty();
        assertThat(ports(rule)).containsExactly("http");
      }
      Manifests.of(overlay).stream()
          .filter(resource -> resource.kind().equals("Service"))
          .forEach(NetworkRulesTest::checkService);
    }
  }

  @Test
  void the_port_among_nodes_is_for_nodes_alone() {
    for (String overlay : Manifests.all().keySet()) {
      Tree spec = Manifests.one(overlay, "NetworkPolicy", "chat-node-peers").at("spec");
      for (Tree side : List.of(spec.at("ingress"), spec.at("egress"))) {
        assertThat(side.items()).hasSize(1);
        Tree rule = side.items().getFirst();
        Tree others = rule.at("from").exists() ? rule.at("from") : rule.at("to");

        assertThat(ports(rule)).containsExactly("peers");
        assertThat(others.items())
            .extracting(other -> other.at("podSelector/matchLabels").value())
            .containsExactly(Map.of("app.kubernetes.io/name", "chat-node"));
      }
    }
  }

  private static void checkService(Tree service) {
    boolean world = service.at("spec/type").textOr("ClusterIP").equals("LoadBalancer");
    assertThat(world).as(service.name()).isEqualTo(service.name().equals("chat-loadbalancer"));
    for (Tree port : service.at("spec/ports").items()) {
      assertThat(port.at("targetPort").text())
          .as(service.name())
          .isNotIn("management", "peers", "status");
    }
  }

  @Test
  void only_nodes_reach_redis_and_postgres() {
    for (String server : List.of("redis", "postgres")) {
      List<Tree> rules = Manifests.one("dev", "NetworkPolicy", server).at("spec/ingress").items();

      assertThat(rules).hasSize(1);
      assertThat(rules.getFirst().at("from").items())
          .extracting(from -> from.at("podSelector/matchLabels").value())
          .containsExactly(Map.of("app.kubernetes.io/name", "chat-node"));
    }
  }

  @Test
  void every_selector_finds_pods_of_its_overlay() {
    Manifests.all()
        .forEach(
            (overlay, resources) ->
                resources.stream()
                    .filter(resource -> resource.kind().equals("Service"))
                    .forEach(service -> checkSelector(overlay, service)));
  }

  private static void checkSelector(String overlay, Tree service) {
    Map<String, Tree> selector = service.at("spec/selector").fields();
    boolean found =
        Manifests.of(overlay).stream()
            .filter(r -> List.of("Deployment", "StatefulSet").contains(r.kind()))
            .map(r -> r.at("spec/template"))
            .anyMatch(template -> selects(selector, template) && ports(template, service));
    assertThat(found).as(overlay + " " + service.name()).isTrue();
  }

  private static boolean selects(Map<String, Tree> selector, Tree template) {
    Map<String, Tree> labels = template.at("metadata/labels").fields();
    return selector.entrySet().stream()
        .allMatch(
            wanted ->
                labels.containsKey(wanted.getKey())
                    && labels.get(wanted.getKey()).text().equals(wanted.getValue().text()));
  }

  /// Named ports that no container has would be found by nobody.
  private static boolean ports(Tree template, Tree service) {
    List<String> names =
        template.at("spec/containers").items().stream()
            .flatMap(container -> container.at("ports").items().stream())
            .map(port -> port.at("name").text())
            .toList();
    return service.at("spec/ports").items().stream()
        .allMatch(port -> names.contains(port.at("targetPort").text()));
  }

  private static List<String> ports(Tree rule) {
    return rule.at("ports").items().stream().map(port -> port.at("port").text()).toList();
  }
}
