package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What kustomize makes of `k8s/`: every overlay, and production with each component that no
/// overlay has.
final class Manifests {
  private static final List<String> OVERLAYS = List.of("dev", "staging", "prod");
  private static final List<String> OPTIONS =
      List.of("gateway-api", "ingress", "keda", "external-secrets");

  private static final Map<String, List<Tree>> RENDERED = new LinkedHashMap<>();

  private Manifests() {}

  /// The resources of each, by name.
  static synchronized Map<String, List<Tree>> all() {
    if (RENDERED.isEmpty()) {
      OVERLAYS.forEach(name -> RENDERED.put(name, render(name, "k8s/overlays/" + name)));
      OPTIONS.forEach(
          name -> RENDERED.put("prod+" + name, render("prod+" + name, withOption(name))));
    }
    return RENDERED;
  }

  static List<Tree> of(String overlay) {
    return all().getOrDefault(overlay, List.of());
  }

  /// All resources of one kind, in every rendering.
  static List<Tree> kind(String kind) {
    return all().values().stream()
        .flatMap(List::stream)
        .filter(resource -> resource.kind().equals(kind))
        .toList();
  }

  static Tree one(String overlay, String kind, String name) {
    return of(overlay).stream()
        .filter(resource -> resource.kind().equals(kind) && matches(resource.name(), name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(overlay + " has no " + kind + " " + name));
  }

  /// Generated names end in a hash.
  private static boolean matches(String name, String wanted) {
    return name.equals(wanted) || name.matches(wanted + "-[a-z0-9]{10}");
  }

  private static List<Tree> render(String name, String directory) {
    Path program = Programs.find("kustomize").orElseGet(() -> Programs.required("kubectl"));
    String verb = program.endsWith("kustomize") ? "build" : "kustomize";
    var result =
        Programs.run(Map.of(), program.toString(), verb, Checkout.file(directory).toString());
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).as("deprecated fields").doesNotContain("# Warning");
    return Tree.documents(name, result.output());
  }

  private static String withOption(String name) {
    String directory = "deploy/checks/target/kustomize/" + name;
    String text =
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: chat
        resources: [../../../../../k8s/overlays/prod]
        components: [../../../../../k8s/components/%s]
        """
            .formatted(name);
    try {
      Files.createDirectories(Checkout.file(directory));
      Files.writeString(Checkout.file(directory).resolve("kustomization.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }
}
