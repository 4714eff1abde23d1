package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What kustomize makes of `k8s/`: every overlay, and each with every component that it lacks.
///
/// The names are `prod` and `prod+keda`.
final class Manifests {
  private static final List<String> OVERLAYS = List.of("dev", "staging", "prod");
  private static final List<String> OPTIONS =
      List.of("gateway-api", "ingress", "keda", "external-secrets", "private-authority");

  /// What makes no sense, as the README says: the development overlay has a fixed number of nodes,
  /// and secrets of its own.
  private static final Set<String> SENSELESS = Set.of("dev+keda", "dev+external-secrets");

  /// Where the kustomizations of the tests are; far enough down for paths of one form.
  private static final String TARGET = "deploy/checks/target/kustomize/";

  private static final Map<String, List<Tree>> RENDERED = new LinkedHashMap<>();

  private Manifests() {}

  /// The resources of each, by name.
  static synchronized Map<String, List<Tree>> all() {
    if (RENDERED.isEmpty()) {
      Map<String, String> directories = new LinkedHashMap<>();
      OVERLAYS.forEach(name -> directories.put(name, "k8s/overlays/" + name));
      combinations().forEach((name, pair) -> directories.put(name, onTop(name, pair)));
      // Each takes a while, and they know nothing of each other.
      var rendered =
          directories.entrySet().parallelStream()
              .map(entry -> Map.entry(entry.getKey(), render(entry.getKey(), entry.getValue())))
              .toList();
      rendered.forEach(entry -> RENDERED.put(entry.getKey(), entry.getValue()));
    }
    return RENDERED;
  }

  /// Overlay and component by the name of the combination.
  static Map<String, List<String>> combinations() {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (String overlay : OVERLAYS) {
      for (String option : OPTIONS) {
        if (!SENSELESS.contains(overlay + "+" + option)) {
          pairs.put(overlay + "+" + option, List.of(overlay, option));
        }
      }
    }
    return pairs;
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
    return find(overlay, kind, name)
        .orElseThrow(() -> new AssertionError(overlay + " has no " + kind + " " + name));
  }

  static Optional<Tree> find(String overlay, String kind, String name) {
    return of(overlay).stream()
        .filter(resource -> resource.kind().equals(kind) && matches(resource.name(), name))
        .findFirst();
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
    assertThat(result.code()).as(name + ": " + result.output()).isZero();
    assertThat(result.output()).as("deprecated fields").doesNotContain("# Warning");
    return Tree.documents(name, result.output());
  }

  /// A kustomization of an overlay and a component.
  private static String onTop(String name, List<String> pair) {
    return kustomization(
        "on-top/" + name,
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: chat
        resources: [../../../../../../k8s/overlays/%s]
        components: [../../../../../../k8s/components/%s]
        """
            .formatted(pair.getFirst(), pair.getLast()));
  }

  /// What comes of the overlay when the component stands at the end of its own list, as the README
  /// tells its readers to do it.
  static List<Tree> inside(String name) {
    List<String> pair = combinations().getOrDefault(name, List.of());
    String overlay = "k8s/overlays/" + pair.getFirst();
    for (Path file : Checkout.files(overlay, ".yaml")) {
      String path = Checkout.file(overlay).relativize(file).toString();
      write("inside/" + name + "/" + path, outOfPlace(Checkout.text(file)));
    }
    String text = outOfPlace(Checkout.text(overlay + "/kustomization.yaml"));
    String option = "  - ../../../../../../k8s/components/" + pair.getLast() + "\n";
    return render(name, kustomization("inside/" + name, withComponent(text, option)));
  }

  /// What comes of the overlay with further lines at the end of its kustomization.
  static List<Tree> patched(String overlay, String component, String lines) {
    return render(
        overlay,
        kustomization(
            "patched/" + overlay + component,
            """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: chat
            resources: [../../../../../../k8s/overlays/%s]
            %s
            %s
            """
                .formatted(
                    overlay,
                    component.isEmpty()
                        ? ""
                        : "components: [../../../../../../k8s/components/" + component + "]",
                    lines)));
  }

  private static String withComponent(String text, String line) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = lines.indexOf("components:");
    if (at < 0) {
      return text + "components:\n" + line;
    }
    do {
      at++;
    } while (at < lines.size() && lines.get(at).startsWith(" "));
    lines.add(at, line.stripTrailing());
    return String.join("\n", lines) + "\n";
  }

  private static String outOfPlace(String text) {
    return text.replace("../../base", "../../../../../../k8s/base")
        .replace("../../components", "../../../../../../k8s/components");
  }

  private static String kustomization(String directory, String text) {
    write(directory + "/kustomization.yaml", text);
    return TARGET + directory;
  }

  private static void write(String path, String text) {
    Path file = Checkout.file(TARGET).resolve(path);
    try {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
