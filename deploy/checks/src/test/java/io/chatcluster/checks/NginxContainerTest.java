package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the configuration of nginx in a container, without running nginx.
final class NginxContainerTest {
  @TempDir private Path directory;

  @Test
  void start_sh_puts_the_configuration_of_a_container_together() throws IOException {
    Path run = directory.resolve("container");
    // echo in the place of nginx: this machine's may be too old for this form.
    var result =
        Programs.run(
            Map.of(
                "CHAT_NGINX",
                "/bin/echo",
                "CHAT_RUN",
                run.toString(),
                "CHAT_TLS",
                tls().toString(),
                "CHAT_CONTAINER",
                containerFiles().toString(),
                "CHAT_INET6",
                "/dev/null",
                "CHAT_RESOLVER",
                "fd00::53",
                "CHAT_NODES",
                "n1=n1:8080,n2=n2:8080"),
            "/bin/sh",
            Checkout.file("loadbalancer/start.sh").toString());

    assertThat(result.output()).contains("-c " + run + "/nginx.conf");
    assertThat(Checkout.text(run.resolve("conf.d/upstreams.conf")))
        .contains(
            "resolver [fd00::53] valid=5s;", "resolve route=n2;", "sticky route $chat_route;");
    assertThat(Checkout.text(run.resolve("conf.d/listen.conf")))
        .contains("listen 8080", "listen [::]:8080");
    assertThat(run.resolve("server.d/listen-tls.conf")).exists();
    assertThat(run.resolve("http.d/status.conf")).exists();
    assertThat(run.resolve("tls/tls.key")).exists();
    assertThat(Checkout.text(run.resolve("nginx.conf"))).contains("\nworker_processes 2;");
  }

  /// start.sh looks whether a certificate is there, and not into it.
  private Path tls() throws IOException {
    Path tls = Files.createDirectories(directory.resolve("tls"));
    Files.writeString(tls.resolve("tls.crt"), "a certificate");
    Files.writeString(tls.resolve("tls.key"), "its key");
    return tls;
  }

  @Test
  void start_sh_asks_for_the_full_name_in_kubernetes_and_for_the_given_one_elsewhere()
      throws IOException {
    assertThat(named("nameserver 10.96.0.10\nsearch chat.svc.k8s.test svc.k8s.test k8s.test\n"))
        .contains("resolver 10.96.0.10 valid=5s;", "server chat-nodes.chat.svc.k8s.test:8080 ");
    assertThat(named("search office.example\nnameserver 127.0.0.11\noptions ndots:0\n"))
        .contains("resolver 127.0.0.11 valid=5s;", "server chat-nodes:8080 ");
  }

  /// The upstreams that start.sh writes with such a resolv.conf.
  private String named(String resolvConf) throws IOException {
    Path run = directory.resolve("named");
    Path file = Files.writeString(directory.resolve("resolv.conf"), resolvConf);
    var result =
        Programs.run(
            Map.of(
                "CHAT_NGINX",
                "/bin/echo",
                "CHAT_RUN",
                run.toString(),
                "CHAT_TLS",
                "/nowhere",
                "CHAT_CONTAINER",
                Checkout.file("loadbalancer/container").toString(),
                "CHAT_RESOLV_CONF",
                file.toString(),
                "CHAT_INET6",
                "/nowhere",
                "CHAT_NODES_NAME",
                "chat-nodes:8080"),
            "/bin/sh",
            Checkout.file("loadbalancer/start.sh").toString());
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(run.resolve("server.d/listen-tls.conf")).doesNotExist();
    assertThat(Checkout.text(run.resolve("conf.d/listen.conf")))
        .as("on a kernel without IPv6")
        .contains("listen 8080")
        .doesNotContain("listen [");
    return Checkout.text(run.resolve("conf.d/upstreams.conf"));
  }

  /// As the image and the ConfigMap have them.
  private Path containerFiles() throws IOException {
    Path all = Files.createDirectories(directory.resolve("container-files"));
    for (Path file : Checkout.files("loadbalancer/container", ".conf")) {
      Files.copy(file, all.resolve(file.getFileName()));
    }
    Files.copy(Checkout.file("loadbalancer/optional/tls.conf"), all.resolve("tls.conf"));
    return all;
  }

  @Test
  void kubernetes_has_every_file_that_start_sh_reads() {
    List<String> includes =
        Checkout.files("loadbalancer/conf.d", ".conf").stream()
            .map(file -> file.getFileName().toString())
            // Those of the container are in their place, and the list of nodes is written at the
            // start.
            .filter(
                name ->
                    !List.of("listen.conf", "paths.conf", "capacity.conf", "upstreams.conf")
                        .contains(name))
            .toList();
    for (String overlay : List.of("dev", "staging", "prod")) {
      assertThat(Manifests.one(overlay, "ConfigMap", "loadbalancer-conf").at("data").fields())
          .containsOnlyKeys(includes.toArray(String[]::new));
      assertThat(Manifests.one(overlay, "ConfigMap", "loadbalancer-container").at("data").fields())
          .containsKeys(
              "listen.conf",
              "listen-tls.conf",
              "paths.conf",
              "capacity.conf",
              "status.conf",
              "tls.conf");
      assertThat(Manifests.one(overlay, "ConfigMap", "loadbalancer").at("data").fields())
          .containsOnlyKeys("nginx.conf", "render-upstreams.sh", "start.sh");
    }
  }

  @Test
  void the_shipped_form_for_new_versions_is_what_the_script_writes() {
    var rendered =
        Programs.run(
            Map.of(
                "CHAT_RESOLVER", "127.0.0.53",
                "CHAT_NODES",
                    "n1=chat-1.internal:8080,n2=chat-2.internal:8080,n3=chat-3.internal:8080"),
            "/bin/sh",
            Checkout.file("loadbalancer/render-upstreams.sh").toString());

    assertThat(rendered.output())
        .isEqualTo(Checkout.text("loadbalancer/optional/upstreams-1.30.conf"));
  }
}
