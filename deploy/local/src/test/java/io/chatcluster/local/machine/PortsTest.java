package io.chatcluster.local.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {
  @Test
  void free_ports_differ_and_are_below_the_range_of_outgoing_connections() {
    assertThat(Ports.free(20)).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
  }

  @Test
  void a_port_is_taken_while_somebody_listens_on_it() throws IOException {
    var port = Ports.free();
    try (var server = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(Ports.taken(server.getLocalPort())).isTrue();
      assertThat(Ports.freeOr(port)).isNotEqualTo(port);
    }
    assertThat(Ports.taken(port)).isFalse();
    assertThat(Ports.freeOr(port)).isEqualTo(port);
  }

  @Test
  void a_port_is_taken_by_who_listens_on_all_addresses_too() throws IOException {
    try (var server = new ServerSocket(0)) {
      assertThat(Ports.taken(server.getLocalPort())).isTrue();
    }
  }
}
