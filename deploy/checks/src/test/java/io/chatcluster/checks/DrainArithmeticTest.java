package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Everything that ends a node leaves it the time that its drain takes.
final class DrainArithmeticTest {
  /// The last acks (`CHAT_ACK_TIMEOUT`), closing handshakes, the archiver's last batch, exit.
  private static final int MARGIN_SECONDS = 15;

  @Test
  void kubernetes_waits_for_pre_stop_delay_window_and_margin() {
    for (String overlay : Manifests.all().keySet()) {
      Tree pod = Manifests.one(overlay, "Deployment", "chat-node").at("spec/template/spec");
      Tree data = Manifests.one(overlay, "ConfigMap", "chat-node").at("data");
      int preStop =
          pod.at("containers").items().getFirst().at("lifecycle/preStop/sleep/seconds").number();
      int drain =
          Times.seconds(data.at("CHAT_DRAIN_DELAY").text())
              + Times.seconds(data.at("CHAT_DRAIN_WINDOW").text());

      assertThat(preStop).as("endpoints take 10 s and more to go").isGreaterThanOrEqualTo(10);
      assertThat(preStop + drain + MARGIN_SECONDS)
          .as(overlay)
          .isLessThanOrEqualTo(pod.at("terminationGracePeriodSeconds").number());
    }
  }

  @Test
  void a_step_of_a_rollout_may_take_longer_than_a_node_takes_to_leave() {
    for (String overlay : Manifests.all().keySet()) {
      Tree spec = Manifests.one(overlay, "Deployment", "chat-node").at("spec");

      assertThat(spec.at("progressDeadlineSeconds").number())
          .isGreaterThan(
              2 * spec.at("template/spec/terminationGracePeriodSeconds").number()
                  + spec.at("minReadySeconds").number());
    }
  }

  @Test
  void compose_waits_for_the_drain() {
    Tree services = Tree.document("deploy/compose.yaml").at("services");
    for (String node : List.of("n1", "n2", "n3")) {
      Tree environment = services.at(node + "/environment");
      int drain =
          Times.seconds(environment.at("CHAT_DRAIN_DELAY").text())
              + Times.seconds(environment.at("CHAT_DRAIN_WINDOW").text());

      assertThat(drain + MARGIN_SECONDS)
          .isLessThanOrEqualTo(Times.seconds(services.at(node + "/stop_grace_period").text()));
    }
  }

  @Test
  void systemd_waits_for_the_drain_of_the_defaults() {
    String unit = Checkout.text("deploy/systemd/chat-node@.service");
    int timeout =
        unit.lines()
            .filter(line -> line.startsWith("TimeoutStopSec="))
            .mapToInt(line -> Times.seconds(line.substring("TimeoutStopSec=".length())))
            .findFirst()
            .orElseThrow();
    int drain =
        Times.seconds(standard("CHAT_DRAIN_DELAY")) + Times.seconds(standard("CHAT_DRAIN_WINDOW"));

    assertThat(drain + MARGIN_SECONDS).isLessThanOrEqualTo(timeout);
  }

  private static String standard(String variable) {
    return Checkout.text("docs/configuration.md")
        .lines()
        .filter(line -> line.startsWith("| `" + variable + "` |"))
        .map(line -> line.split("\\|", -1)[3].strip().replace("`", ""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void no_file_sets_a_variable_that_the_node_does_not_read() {
    Set<String> used = new TreeSet<>();
    for (Tree map : Manifests.kind("ConfigMap")) {
      if (map.name().startsWith("chat-node-")) {
        used.addAll(map.at("data").fields().keySet());
      }
    }
    for (Tree container : Pods.containers()) {
      if (container.at("name").text().equals("chat-node")) {
        container.at("env").items().forEach(entry -> used.add(entry.at("name").text()));
      }
    }
    used.addAll(
        Tree.document("deploy/compose.yaml").at("services/n1/environment").fields().keySet());
    Checkout.text("deploy/systemd/chat-node@.service")
        .lines()
        .filter(line -> line.startsWith("Environment=CHAT_"))
        .forEach(line -> used.add(line.substring("Environment=".length()).split("=", -1)[0]));

    Set<String> ours =
        used.stream().filter(name -> name.startsWith("CHAT_")).collect(Collectors.toSet());
    assertThat(ours).isNotEmpty().isSubsetOf(Checkout.variables());
  }
}
