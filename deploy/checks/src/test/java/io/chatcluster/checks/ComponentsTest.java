package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a component changes, whichever overlay it is added to.
final class ComponentsTest {
  private static final String NGINX = "chat-loadbalancer";

  @Test
  void a_component_does_the_same_inside_of_an_overlay_and_on_top_of_it() {
    Manifests.combinations().keySet().parallelStream()
        .forEach(
            name ->
                assertThat(values(Manifests.inside(name)))
                    .as(name)
                    .isEqualTo(values(Manifests.of(name))));
  }

  private static Set<Object> values(List<Tree> resources) {
    return resources.stream().map(resource -> resource.json()).collect(Collectors.toSet());
  }

  @Test
  void nothing_of_nginx_is_left_where_something_stands_in_its_place() {
    for (String overlay : List.of("dev", "staging", "prod")) {
      assertThat(nginx(overlay)).as("what there is to remove").hasSizeGreaterThan(6);
      for (String instead : List.of("gateway-api", "ingress")) {
        assertThat(nginx(overlay + "+" + instead)).as(overlay + "+" + instead).isEmpty();
      }
    }
  }

  private static List<String> nginx(String overlay) {
    return Manifests.of(overlay).stream()
        .filter(
            resource ->
                resource.name().contains("loadbalancer")
                    || label(resource).textOr("").equals(NGINX))
        .map(resource -> resource.kind() + "/" + resource.name())
        .toList();
  }

  /// The command that cleans up after a change goes by it.
  @Test
  void everything_of_nginx_carries_its_label() {
    for (Tree resource : Manifests.of("prod")) {
      if (resource.name().contains("loadbalancer")) {
        assertThat(label(resource).textOr("none")).as(resource.name()).isEqualTo(NGINX);
      }
    }
  }

  private static Tree label(Tree resource) {
    Map<String, Tree> labels = resource.at("metadata/labels").fields();
    return labels.getOrDefault("app.kubernetes.io/name", new Tree("none", null));
  }

  @Test
  void one_thing_and_no_other_says_how_many_nodes_there_are() {
    for (String overlay : Manifests.all().keySet()) {
      long owners =
          Stream.of(
                  Manifests.find(overlay, "HorizontalPodAutoscaler", "chat-node").isPresent(),
                  Manifests.find(overlay, "ScaledObject", "chat-node").isPresent(),
                  Manifests.one(overlay, "Deployment", "chat-node").at("spec/replicas").exists())
              .filter(owner -> owner)
              .count();

      assertThat(owners).as(overlay).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"staging", "prod"})
  void keda_has_the_numbers_of_the_overlay(String overlay) {
    Tree old = Manifests.one(overlay, "HorizontalPodAutoscaler", "chat-node").at("spec");
    Tree keda = Manifests.one(overlay + "+keda", "ScaledObject", "chat-node").at("spec");

    assertThat(keda.at("minReplicaCount").number()).isEqualTo(old.at("minReplicas").number());
    assertThat(keda.at("maxReplicaCount").number()).isEqualTo(old.at("maxReplicas").number());
    assertThat(keda.at("fallback/replicas").number()).isEqualTo(old.at("minReplicas").number());
    assertThat(keda.at("advanced/horizontalPodAutoscalerConfig/behavior").value())
        .isEqualTo(old.at("behavior").value());
    List<Tree> metrics = old.at("metrics").items();
    List<Tree> triggers = keda.at("triggers").items();
    assertThat(triggers.getFirst().at("metadata/threshold").value())
        .isEqualTo(metrics.getFirst().at("pods/target/averageValue").value());
    assertThat(triggers.getLast().at("metadata/value").value())
        .as("a text, as all that KEDA takes there")
        .isEqualTo(metrics.getLast().at("resource/target/averageUtilization").text());
  }

  /// An apply removes nothing: the autoscaler that was there before would go on beside KEDA's.
  @Test
  void keda_takes_over_the_autoscaler_that_is_in_the_cluster() {
    String name = Manifests.one("prod", "HorizontalPodAutoscaler", "chat-node").name();
    Tree keda = Manifests.one("prod+keda", "ScaledObject", "chat-node");

    assertThat(keda.at("spec/advanced/horizontalPodAutoscalerConfig/name").text()).isEqualTo(name);
    assertThat(keda.at("metadata/annotations").fields())
        .extractingByKey("scaledobject.keda.sh/transfer-hpa-ownership")
        .extracting(Tree::text)
        .isEqualTo("true");
    assertThat(keda.at("spec/fallback/behavior").text()).isEqualTo("currentReplicasIfHigher");
  }

  @Test
  void a_port_that_an_annotation_names_is_one_of_the_service_or_a_number_of_the_pod() {
    for (Tree ingress : Manifests.kind("Ingress")) {
      Tree pod = Manifests.one("prod", "Deployment", "chat-node").at("spec/template/spec");
      List<String> numbers =
          pod.at("containers").items().getFirst().at("ports").items().stream()
              .map(port -> port.at("containerPort").text())
              .toList();
      ingress
          .at("metadata/annotations")
          .fields()
          .forEach(
              (name, value) -> {
                if (name.endsWith("-port")) {
                  assertThat(value.text())
                      .as(name)
                      .isIn(
                          Stream.concat(servicePorts("prod").stream(), numbers.stream()).toList());
                }
              });
    }
  }

  private static List<String> servicePorts(String overlay) {
    return Manifests.one(overlay, "Service", "chat-node").at("spec/ports").items().stream()
        .flatMap(port -> Stream.of(port.at("name").text(), port.at("port").text()))
        .toList();
  }

  @Test
  void a_route_leads_to_a_port_that_its_service_has() {
    assertThat(Manifests.kind("Ingress")).isNotEmpty();
    for (Tree ingress : Manifests.kind("Ingress")) {
      for (Tree rule : ingress.at("spec/rules").items()) {
        for (Tree path : rule.at("http/paths").items()) {
          assertThat(path.at("backend/service/name").text()).isEqualTo("chat-node");
          assertThat(path.at("backend/service/port/name").text()).isIn(servicePorts("prod"));
        }
      }
    }
    for (Tree route : Manifests.kind("HTTPRoute")) {
      for (Tree rule : route.at("spec/rules").items()) {
        for (Tree backend : rule.at("backendRefs").items()) {
          assertThat(backend.at("name").text()).isEqualTo("chat-node");
          assertThat(backend.at("port").text()).isIn(servicePorts("prod"));
        }
      }
    }
  }

  @Test
  void nodes_get_out_to_redis_and_postgres_in_private_networks_of_both_kinds_with_tls_or_without() {
    Tree rule =
        Manifests.one("prod", "NetworkPolicy", "chat-node-external")
            .at("spec/egress")
            .items()
            .getFirst();

    assertThat(rule.at("to").items())
        .extracting(to -> to.at("ipBlock/cidr").text())
        .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");
    assertThat(rule.at("ports").items())
        .extracting(port -> port.at("port").number())
        .contains(6379, 6380, 6378, 5432, 6432);
  }

  @Test
  void the_development_overlay_takes_the_page_wherever_port_forward_may_put_it() {
    String origins = Manifests.one("dev", "ConfigMap", "chat-node").at("data/CHAT_ORIGINS").text();

    assertThat(List.of(origins.split(",", -1)))
        .contains("http://localhost:8080", "http://127.0.0.1:8080", "http://localhost:8081");
  }

  @Test
  void clients_come_in_over_ipv6_where_the_cluster_has_it() {
    for (String overlay : List.of("dev", "staging", "prod")) {
      assertThat(Manifests.one(overlay, "Service", NGINX).at("spec/ipFamilyPolicy").text())
          .isEqualTo("PreferDualStack");
    }
  }
}
