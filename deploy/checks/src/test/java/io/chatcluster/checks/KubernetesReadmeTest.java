package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The commands of `k8s/README.md` work, in the order in which they stand.
final class KubernetesReadmeTest {
  private static final String README = Checkout.text("k8s/README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
  private static final Pattern MEMORY = Pattern.compile("([\\d.]+) GiB of memory");
  private static final Pattern STORAGE = Pattern.compile("StorageClass for (\\d+) GiB");

  /// The text of one section, without its heading.
  private static String section(String heading) {
    int from = README.indexOf("\n## " + heading + "\n");
    assertThat(from).as(heading).isPositive();
    int to = README.indexOf("\n## ", from + 1);
    return README.substring(from, to < 0 ? README.length() : to);
  }

  /// The commands of a text, one to an element, without comments.
  private static List<String> commands(String text) {
    return blocks(text, "sh").stream()
        .flatMap(block -> block.replace("\\\n", " ").lines())
        .map(line -> line.replaceFirst(" +#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static List<String> blocks(String text, String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  @Test
  void nothing_is_made_in_a_namespace_before_the_namespace() {
    for (String heading : List.of("Try it on an empty cluster", "In production")) {
      boolean there = false;
      for (String command : commands(section(heading))) {
        if (command.contains("--namespace chat")) {
          assertThat(there).as(command).isTrue();
        }
        there |= command.matches("kubectl apply --(filename k8s/base/namespace|kustomize).*");
      }
    }
  }

  @Test
  void secrets_are_there_before_the_nodes_that_read_them_and_have_their_keys() {
    List<String> commands = commands(section("In production"));
    int secret = indexOf(commands, "create secret generic chat-node-secrets");
    int nodes = indexOf(commands, "apply --kustomize k8s/overlays/prod");

    assertThat(secret).isNotNegative().isLessThan(nodes);
    Set<String> keys = new TreeSet<>();
    Tree pod = Manifests.one("prod", "Deployment", "chat-node").at("spec/template/spec");
    pod.at("volumes").items().stream()
        .filter(volume -> volume.at("secret/secretName").textOr("").equals("chat-node-secrets"))
        .flatMap(volume -> volume.at("secret/items").items().stream())
        .forEach(item -> keys.add(item.at("key").text()));
    pod.at("containers").items().getFirst().at("env").items().stream()
        .map(variable -> variable.at("valueFrom/secretKeyRef"))
        .filter(reference -> reference.exists() && !reference.at("optional").isTrue())
        .forEach(reference -> keys.add(reference.at("key").text()));
    assertThat(keys).isNotEmpty();
    for (String key : keys) {
      assertThat(commands.get(secret)).contains("--from-file=" + key + "=");
    }
  }

  private static int indexOf(List<String> commands, String part) {
    for (int i = 0; i < commands.size(); i++) {
      if (commands.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void every_kind_that_not_every_cluster_has_is_named_with_who_wants_it() {
    Map<String, List<Tree>> all = Manifests.all();
    all.forEach(
        (name, resources) ->
            resources.stream()
                .filter(resource -> !Schemas.builtIn(resource))
                .forEach(
                    resource -> {
                      String definition = definition(resource);
                      String wanted =
                          all.getOrDefault(name.replaceFirst("\\+.*", ""), List.of()).stream()
                                  .anyMatch(other -> definition(other).equals(definition))
                              ? "overlays/" + name.replaceFirst("\\+.*", "")
                              : "components/" + name.replaceFirst(".*\\+", "");
                      assertThat(README.lines())
                          .as(wanted + " needs " + definition)
                          .anyMatch(
                              line ->
                                  line.startsWith("| ")
                                      && line.contains("`" + wanted + "`")
                                      && line.contains("`" + definition + "`"));
                    }));
  }

  /// `podmonitors.monitoring.coreos.com`: the name that a CustomResourceDefinition must have.
  private static String definition(Tree resource) {
    String group = resource.at("apiVersion").text().replaceFirst("/.*", "");
    return resource.kind().toLowerCase(Locale.ROOT) + "s." + group;
  }

  @Test
  void production_asks_for_its_definitions_first() {
    Set<String> wanted =
        Manifests.of("prod").stream()
            .filter(resource -> !Schemas.builtIn(resource))
            .map(KubernetesReadmeTest::definition)
            .collect(Collectors.toSet());

    String first = commands(section("In production")).getFirst();

    assertThat(first).startsWith("kubectl get crd ");
    assertThat(wanted).isNotEmpty().allMatch(first::contains);
    for (String definition : wanted) {
      assertThat(Checkout.text("k8s/overlays/prod/kustomization.yaml")).contains(definition);
    }
  }

  @Test
  void every_workload_is_waited_for_with_a_bound() {
    checkWaits("Try it on an empty cluster", "dev");
    checkWaits("In production", "prod");
  }

  private static void checkWaits(String heading, String overlay) {
    List<String> commands = commands(section(heading));
    for (Tree resource : Manifests.of(overlay)) {
      if (Set.of("Deployment", "StatefulSet").contains(resource.kind())) {
        String name = resource.kind().toLowerCase(Locale.ROOT) + "/" + resource.name();
        assertThat(commands)
            .as(name)
            .anyMatch(command -> command.matches(".* rollout status --timeout=\\d+m " + name));
      }
    }
  }

  @Test
  void the_quick_start_says_how_much_it_takes() {
    double memory = 0;
    int storage = 0;
    for (Tree resource : Manifests.of("dev")) {
      if (Set.of("Deployment", "StatefulSet").contains(resource.kind())) {
        for (Tree container : resource.at("spec/template/spec/containers").items()) {
          memory +=
              resource.at("spec/replicas").number()
                  * Integer.parseInt(
                      container.at("resources/requests/memory").text().replace("Mi", ""));
        }
        for (Tree claim : resource.at("spec/volumeClaimTemplates").items()) {
          storage +=
              Integer.parseInt(
                  claim.at("spec/resources/requests/storage").text().replace("Gi", ""));
          assertThat(claim.at("spec/storageClassName").exists()).isFalse();
        }
      }
    }
    String text = section("Try it on an empty cluster");
    var said = MEMORY.matcher(text);
    var volumes = STORAGE.matcher(text);

    assertThat(said.find()).isTrue();
    assertThat(Double.parseDouble(said.group(1))).isBetween(memory / 1024, memory / 1024 + 0.1);
    assertThat(volumes.find()).as("a default StorageClass").isTrue();
    assertThat(Integer.parseInt(volumes.group(1))).isEqualTo(storage);
  }

  @Test
  void every_way_to_an_image_ends_with_the_one_that_the_overlay_runs() {
    String image =
        Manifests.one("dev", "Deployment", "chat-node")
            .at("spec/template/spec/containers")
            .items()
            .getFirst()
            .at("image")
            .text();
    List<String> commands = commands(section("Try it on an empty cluster"));

    assertThat(commands)
        .anyMatch(command -> command.endsWith("--tag " + image + " ."))
        .contains("kind load docker-image " + image)
        .contains("kind load image-archive chat-node/target/jib-image.tar");
    assertThat(Checkout.text("chat-node/pom.xml")).contains("<jib.to.image>" + image + "<");
  }

  @Test
  void paths_that_commands_name_are_there() {
    for (String command : commands(README)) {
      for (String word : command.split(" ", -1)) {
        if (word.startsWith("k8s/") || word.startsWith("deploy/")) {
          assertThat(Checkout.file(word)).as(command).exists();
        }
      }
    }
  }

  @Test
  void the_token_secret_is_changed_in_the_three_steps_of_operations_md() {
    String secrets = section("Secrets");
    List<String> steps =
        new ArrayList<>(secrets.lines().filter(l -> l.matches("\\| \\d\\..*")).toList());
    steps.sort(Comparator.naturalOrder());

    assertThat(steps)
        .extracting(line -> line.replaceFirst("\\| (\\d)\\.[^|]*\\|", "$1"))
        .containsExactly("1 old | new |", "2 new | old |", "3 new | none |");
    assertThat(Checkout.text("docs/operations.md"))
        .contains(
            "1. `CHAT_TOKEN_SECRET` = old, `CHAT_TOKEN_SECRET_PREVIOUS` = new",
            "2. `CHAT_TOKEN_SECRET` = new, `CHAT_TOKEN_SECRET_PREVIOUS` = old");
    assertThat(commands(secrets))
        .anyMatch(command -> command.contains("--from-file=token-secret-previous="))
        .anyMatch(command -> command.endsWith("rollout restart deployment/chat-node"));
  }

  /// What runs must be what the files say, or the next apply undoes the rollback.
  @Test
  void a_rollback_is_a_change_of_the_tag() {
    List<String> commands = commands(section("Upgrade and rollback"));

    assertThat(commands).noneMatch(command -> command.contains("rollout undo"));
    assertThat(commands).noneMatch(command -> command.startsWith("kustomize "));
    assertThat(commands).filteredOn(command -> command.startsWith("sed ")).hasSize(2);
    String text = Checkout.text("k8s/overlays/prod/kustomization.yaml");
    assertThat(text.lines().filter(line -> line.matches(".*newTag: .*"))).hasSize(1);
  }

  @Test
  void the_patches_do_what_they_are_for() {
    List<String> patches = blocks(README, "yaml");
    assertThat(patches).hasSize(2);

    Tree balancer =
        policy(Manifests.patched("prod", "ingress", patches.getFirst()), "chat-node-ingress");
    assertThat(balancer.at("spec/ingress").items().getFirst().at("ports").items())
        .extracting(port -> port.at("port").text())
        .containsExactly("http", "management");

    Tree servers = policy(Manifests.patched("prod", "", patches.getLast()), "chat-node-external");
    assertThat(servers.at("spec/egress").items().getFirst().at("to").items())
        .extracting(to -> to.at("ipBlock/cidr").text())
        .containsExactly("203.0.113.10/32", "2001:db8:5::/64");
    assertThat(Schemas.fault(balancer)).isEmpty();
    assertThat(Schemas.fault(servers)).isEmpty();
  }

  private static Tree policy(List<Tree> resources, String name) {
    return resources.stream()
        .filter(r -> r.kind().equals("NetworkPolicy") && r.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
