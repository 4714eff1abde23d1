package io.chatcluster.local.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Executables;
import io.chatcluster.local.machine.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenderUpstreamsTest {
  private final Path source = Repository.find().loadBalancer();

  private Executables.Result render(String nodes) {
    var script = source.resolve("render-upstreams.sh").toString();
    return Executables.run(List.of("env", "CHAT_NODES=" + nodes, "/bin/sh", script));
  }

  @Test
  void each_node_gets_an_upstream_with_the_others_behind_it() {
    var text = render("n1=10.0.0.1:8081,n2=chat-2.internal:8082").output();

    assertThat(text)
        .contains("upstream chat_node_n1 {", "\"~^n2\\.\" chat_node_n2;", "least_conn;")
        .containsSubsequence(
            "upstream chat_node_n2 {",
            "server 10.0.0.1:8081 max_fails=0 backup;",
            "server chat-2.internal:8082 max_fails=0;");
  }

  @Test
  void nodes_may_have_addresses_of_ipv6() {
    assertThat(render("n1=[fd00::1]:8081,n2=[fd00::2]:8081").output())
        .contains("    server [fd00::1]:8081 max_fails=0;", "chat_node_n2;");
  }

  @Test
  void the_shipped_file_is_what_the_script_writes() throws IOException {
    var shipped = Files.readString(source.resolve("conf.d/upstreams.conf")).strip();

    assertThat(render("n1=127.0.0.1:8081,n2=127.0.0.1:8082,n3=127.0.0.1:8083").output())
        .isEqualTo(shipped);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                    | CHAT_NODES is empty
          n1                    | not of the form id=host:port
          n1=host               | not of the form host:port
          n1=a:1,n1=b:2         | stands twice
          n;1=a:1               | not the id of a node
          =a:1                  | not the id of a node
          n1=a:1;return         | not an address
          n1=fd00::1:8081       | goes into brackets
          n1=[fd00::1]          | goes into brackets
          n1=*:1                | not an address
          n23456789012345678901234567890123=a:1 | longer than 32
          """)
  void what_is_not_a_list_of_nodes_is_refused_with_a_reason(String nodes, String reason) {
    var result = render(nodes);

    assertThat(result.succeeded()).isFalse();
    assertThat(result.output()).contains(reason);
  }
}
