package io.chatcluster.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.local.machine.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class ClusterPortsTest {
  @Test
  void parts_of_a_cluster_get_ports_near_nginx_and_never_the_same_twice() throws IOException {
    var base = Ports.free();
    try (var neighbour = new ServerSocket(base + 2, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var ports = new ClusterPorts(base);

      var nodes = ports.nodes(3);

      assertThat(nodes).startsWith(base + 1).doesNotContain(neighbour.getLocalPort());
      assertThat(nodes).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ports.management(3));
    }
  }
}
