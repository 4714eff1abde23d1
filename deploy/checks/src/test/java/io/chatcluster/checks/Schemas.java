package io.chatcluster.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks a Kubernetes resource as strictly as a server would with `--validate=strict`: unknown
/// fields, wrong types, missing fields.
///
/// Kubernetes' own kinds and the Gateway API are checked with their published models. Of the kinds
/// of operators the fields that we use are listed here: a misspelt one is found, a wrong type not.
final class Schemas {

  /// Throws what is wrong.
  private interface Schema {
    void check(JsonElement resource) throws IOException;
  }

  private static final Map<String, Schema> BUILT_IN =
      Map.ofEntries(
          kind("v1/Namespace", V1Namespace.class, V1Namespace::validateJsonElement),
          kind("v1/ConfigMap", V1ConfigMap.class, V1ConfigMap::validateJsonElement),
          kind("v1/Secret", V1Secret.class, V1Secret::validateJsonElement),
          kind("v1/Service", V1Service.class, V1Service::validateJsonElement),
          kind("v1/ServiceAccount", V1ServiceAccount.class, V1ServiceAccount::validateJsonElement),
          kind("apps/v1/Deployment", V1Deployment.class, V1Deployment::validateJsonElement),
          kind("apps/v1/StatefulSet", V1StatefulSet.class, V1StatefulSet::validateJsonElement),
          kind(
              "policy/v1/PodDisruptionBudget",
              V1PodDisruptionBudget.class,
              V1PodDisruptionBudget::validateJsonElement),
          kind(
              "autoscaling/v2/HorizontalPodAutoscaler",
              V2HorizontalPodAutoscaler.class,
              V2HorizontalPodAutoscaler::validateJsonElement),
          kind(
              "networking.k8s.io/v1/NetworkPolicy",
              V1NetworkPolicy.class,
              V1NetworkPolicy::validateJsonElement),
          kind("networking.k8s.io/v1/Ingress", V1Ingress.class, V1Ingress::validateJsonElement));

  private static final Map<String, Schema> CUSTOM =
      Map.of(
          "gateway.networking.k8s.io/v1/Gateway",
          model(Gateway.class),
          "gateway.networking.k8s.io/v1/HTTPRoute",
          model(HTTPRoute.class),
          "monitoring.coreos.com/v1/PodMonitor",
          listed(
              Set.of("selector", "podMetricsEndpoints"),
              Set.of("matchLabels", "port", "path", "interval", "scrapeTimeout")),
          "monitoring.coreos.com/v1/PrometheusRule",
          listed(
              Set.of("groups"),
              Set.of(
                  "name",
                  "interval",
                  "rules",
                  "alert",
                  "record",
                  "expr",
                  "for",
                  "keep_firing_for",
                  "labels",
                  "annotations")),
          "keda.sh/v1alpha1/ScaledObject",
          listed(
              Set.of("scaleTargetRef", "triggers"),
              Set.of(
                  "name",
                  "pollingInterval",
                  "minReplicaCount",
                  "maxReplicaCount",
                  "fallback",
                  "failureThreshold",
                  "replicas",
                  "behavior",
                  "advanced",
                  "horizontalPodAutoscalerConfig",
                  "scaleUp",
                  "scaleDown",
                  "stabilizationWindowSeconds",
                  "policies",
                  "type",
                  "value",
                  "periodSeconds",
                  "metricType",
                  "metadata")),
          "external-secrets.io/v1/ExternalSecret",
          listed(
              Set.of("secretStoreRef", "target", "data"),
              Set.of(
                  "refreshInterval",
                  "kind",
                  "name",
                  "creationPolicy",
                  "secretKey",
                  "remoteRef",
                  "key",
                  "property")));

  /// Free-form maps, whose keys are no fields.
  private static final Set<String> MAPS =
      Set.of("labels", "matchLabels", "annotations", "metadata");

  private Schemas() {}

  /// What is wrong with a resource, or nothing.
  static Optional<String> fault(Tree resource) {
    String kind = resource.at("apiVersion").text() + "/" + resource.kind();
    Schema schema = BUILT_IN.getOrDefault(kind, CUSTOM.get(kind));
    if (schema == null) {
      return Optional.of(kind + " is a kind that nobody knows here");
    }
    try {
      schema.check(resource.json());
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | JsonParseException e) {
      return Optional.of(resource.where() + " " + kind + ": " + e.getMessage());
    }
  }

  /// Whether every Kubernetes knows this kind.
  static boolean builtIn(Tree resource) {
    return BUILT_IN.containsKey(resource.at("apiVersion").text() + "/" + resource.kind());
  }

  private static Map.Entry<String, Schema> kind(String kind, Class<?> type, Schema fields) {
    Schema all =
        resource -> {
          fields.check(resource);
          var _ = JSON.getGson().fromJson(resource, type);
        };
    return Map.entry(kind, all);
  }

  /// A Jackson model that collects unknown fields, made to refuse them.
  private static Schema model(Class<?> type) {
    ObjectMapper strict = new ObjectMapper();
    strict.setAnnotationIntrospector(
        new JacksonAnnotationIntrospector() {
          private static final long serialVersionUID = 1L;

          @Override
          public Boolean hasAnySetter(Annotated annotated) {
            return false;
          }
        });
    return resource -> {
      JsonNode node = strict.readTree(resource.toString());
      strict.treeToValue(node, type);
    };
  }

  private static Schema listed(Set<String> required, Set<String> others) {
    return resource -> {
      JsonElement spec = resource.getAsJsonObject().get("spec");
      for (String field : required) {
        if (!spec.getAsJsonObject().has(field)) {
          throw new IllegalArgumentException("spec/" + field + " is missing");
        }
      }
      names(spec, required, others);
    };
  }

  private static void names(JsonElement value, Set<String> required, Set<String> others) {
    if (value.isJsonArray()) {
      List<JsonElement> items = value.getAsJsonArray().asList();
      items.forEach(item -> names(item, required, others));
    } else if (value.isJsonObject()) {
      value
          .getAsJsonObject()
          .asMap()
          .forEach(
              (name, field) -> {
                if (!required.contains(name) && !others.contains(name)) {
                  throw new IllegalArgumentException("field " + name + " is not known");
                }
                if (!MAPS.contains(name)) {
                  names(field, required, others);
                }
              });
    }
  }
}
