package io.chatcluster.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a kubelet would give to a container of the nodes' pod: its environment, and the files of
/// its mounts, which lie below a directory of the test.
///
/// @param secrets by name, those that the overlay expects to be there
record NodePod(String overlay, Map<String, Map<String, String>> secrets, Path directory) {

  private Tree spec() {
    return Manifests.one(overlay, "Deployment", "chat-node").at("spec/template/spec");
  }

  /// The environment of the container, with paths of mounts where their files are here.
  Map<String, String> environment(String container) {
    Tree found =
        List.of("initContainers", "containers").stream()
            .flatMap(kind -> spec().at(kind).items().stream())
            .filter(candidate -> candidate.at("name").text().equals(container))
            .findFirst()
            .orElseThrow(() -> new AssertionError(overlay + " has no container " + container));
    Map<String, String> environment = new LinkedHashMap<>();
    for (Tree source : found.at("envFrom").items()) {
      Tree map = Manifests.one(overlay, "ConfigMap", source.at("configMapRef/name").text());
      map.at("data").fields().forEach((name, value) -> environment.put(name, value.text()));
    }
    for (Tree variable : found.at("env").items()) {
      String name = variable.at("name").text();
      Tree reference = variable.at("valueFrom/secretKeyRef");
      if (variable.at("valueFrom/fieldRef/fieldPath").textOr("").equals("status.podIP")) {
        environment.put(name, "127.0.0.1");
      } else if (!reference.exists()) {
        environment.put(name, variable.at("value").text());
      } else if (secret(reference.at("name").text()).containsKey(reference.at("key").text())) {
        environment.put(name, secret(reference.at("name").text()).get(reference.at("key").text()));
      } else if (!reference.at("optional").isTrue()) {
        throw new AssertionError(overlay + ": no secret for " + name);
      }
    }
    for (Tree mount : found.at("volumeMounts").items()) {
      String path = mount.at("mountPath").text();
      Tree source = source(mount.at("name").text());
      if (!source.exists()) {
        continue;
      }
      Path here = mounted(mount.at("name").text(), source);
      environment.replaceAll(
          (_, value) ->
              value.startsWith(path + "/") ? here + value.substring(path.length()) : value);
    }
    return environment;
  }

  /// The Secret of a volume; other volumes have none.
  private Tree source(String volume) {
    return spec().at("volumes").items().stream()
        .filter(candidate -> candidate.at("name").text().equals(volume))
        .findFirst()
        .orElseThrow(() -> new AssertionError(overlay + " has no volume " + volume))
        .at("secret");
  }

  private Path mounted(String volume, Tree source) {
    Path here = directory.resolve(volume);
    try {
      Files.createDirectories(here);
      for (Tree item : source.at("items").items()) {
        String key = item.at("key").text();
        String value = secret(source.at("secretName").text()).get(key);
        if (value == null) {
          throw new AssertionError(overlay + ": no " + key + " to mount at " + volume);
        }
        Files.writeString(here.resolve(item.at("path").text()), value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return here;
  }

  private Map<String, String> secret(String name) {
    for (Tree resource : Manifests.of(overlay)) {
      if (resource.kind().equals("Secret") && resource.name().equals(name)) {
        Map<String, String> values = new LinkedHashMap<>();
        resource
            .at("data")
            .fields()
            .forEach(
                (key, value) ->
                    values.put(
                        key,
                        new String(
                            Base64.getDecoder().decode(value.text()), StandardCharsets.UTF_8)));
        return values;
      }
    }
    return secrets.getOrDefault(name, Map.of());
  }
}
