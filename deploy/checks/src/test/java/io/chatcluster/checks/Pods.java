package io.chatcluster.checks;

import java.util.List;
import java.util.stream.Stream;

/// Everything in the rendered manifests that makes pods.
final class Pods {
  private Pods() {}

  static List<Tree> workloads() {
    return Stream.concat(
            Manifests.kind("Deployment").stream(), Manifests.kind("StatefulSet").stream())
        .toList();
  }

  static List<Tree> specs() {
    return workloads().stream().map(workload -> workload.at("spec/template/spec")).toList();
  }

  /// Those that stay, and not those that do something before and end.
  static List<Tree> serving() {
    return specs().stream().flatMap(spec -> spec.at("containers").items().stream()).toList();
  }

  static List<Tree> containers() {
    return specs().stream()
        .flatMap(
            spec ->
                Stream.concat(
                    spec.at("containers").items().stream(),
                    spec.at("initContainers").items().stream()))
        .toList();
  }
}
