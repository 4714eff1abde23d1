package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestSchemaTest {

  @Test
  void every_resource_has_only_known_fields_of_the_right_types_and_all_required_ones() {
    List<String> faults =
        Manifests.all().values().stream()
            .flatMap(List::stream)
            .map(Schemas::fault)
            .flatMap(Optional::stream)
            .toList();

    assertThat(faults).isEmpty();
  }

  @Test
  void the_development_overlay_needs_no_kind_that_an_empty_cluster_has_not() {
    assertThat(Manifests.of("dev")).isNotEmpty().allMatch(Schemas::builtIn);
  }

  @Test
  void no_resource_stands_twice_in_an_overlay() {
    Manifests.all()
        .forEach(
            (overlay, resources) ->
                assertThat(resources.stream().map(r -> r.kind() + "/" + r.name()).toList())
                    .as(overlay)
                    .doesNotHaveDuplicates());
  }

  @Test
  void every_component_and_every_overlay_is_rendered_by_these_tests() {
    Set<String> rendered = new TreeSet<>();
    for (var file : Checkout.files("k8s", "kustomization.yaml")) {
      rendered.add(Checkout.root().relativize(file.getParent()).toString());
    }
    Set<String> used =
        rendered.stream()
            .filter(directory -> directory.matches("k8s/overlays/[^/]+"))
            .map(directory -> directory.substring("k8s/overlays/".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(Manifests.all()).containsKeys(used.toArray(String[]::new));

    String kustomizations =
        Checkout.files("k8s/overlays", "kustomization.yaml").stream()
            .map(Checkout::text)
            .collect(Collectors.joining());
    for (String directory : rendered) {
      if (directory.matches("k8s/components/[^/]+")) {
        String name = directory.substring("k8s/components/".length());
        boolean inOverlay = kustomizations.contains("components/" + name + "\n");
        assertThat(inOverlay || Manifests.all().containsKey("prod+" + name)).as(name).isTrue();
      }
    }
  }

  /// The checks themselves, tried with mistakes that people make.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          apps/v1                      | Deployment  | {replicas: three, selector: {}, template: {}}
          apps/v1                      | Deployment  | {selector: {}, template: {}, strategi: {}}
          apps/v1                      | Deployment  | {template: {}}
          autoscaling/v2               | HorizontalPodAutoscaler | {maxReplicas: 3}
          policy/v1                    | PodDisruptionBudget | {maxUnavailible: 1}
          gateway.networking.k8s.io/v1 | HTTPRoute   | {rules: [{timeout: {request: 0s}}]}
          gateway.networking.k8s.io/v1 | HTTPRoute   | {rules: seven}
          monitoring.coreos.com/v1     | PodMonitor  | {selector: {}, podMetricEndpoints: []}
          keda.sh/v1alpha1             | ScaledObject | {triggers: []}
          example.com/v1               | Thing       | {}
          """)
  void a_mistake_is_found(String apiVersion, String kind, String spec) {
    Tree resource =
        Tree.documents(
                "mistake",
                "{apiVersion: %s, kind: %s, metadata: {name: x}, spec: %s}"
                    .formatted(apiVersion, kind, spec))
            .getFirst();

    assertThat(Schemas.fault(resource)).isPresent();
  }
}
