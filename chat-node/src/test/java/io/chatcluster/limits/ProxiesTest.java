package io.chatcluster.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose request it is, whatever headers say.
class ProxiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # trusted                | peer              | X-Forwarded-For (; between headers)  | client
                                   | 203.0.113.7       |                                      | 203.0.113.7
                                   | 203.0.113.7       | 198.51.100.1                         | 203.0.113.7
                                   | 127.0.0.1         | 198.51.100.1                         | 127.0.0.1
          10.0.0.0/8               | 203.0.113.7       | 198.51.100.1                         | 203.0.113.7
          10.0.0.0/8               | 10.1.2.3          | 198.51.100.1                         | 198.51.100.1
          10.0.0.0/8               | 10.1.2.3          |                                      | 10.1.2.3
          10.0.0.0/8               | 10.1.2.3          | 192.0.2.9, 198.51.100.1              | 198.51.100.1
          10.0.0.0/8               | 10.1.2.3          | 192.0.2.9, 198.51.100.1, 10.9.9.9    | 198.51.100.1
          10.0.0.0/8               | 10.1.2.3          | 192.0.2.9;198.51.100.1               | 198.51.100.1
          10.0.0.0/8               | 10.1.2.3          | 192.0.2.9, nonsense                  | 10.1.2.3
          10.0.0.0/8               | 10.1.2.3          | 192.0.2.9, nonsense, 10.9.9.9        | 10.9.9.9
          10.0.0.0/8               | 10.1.2.3          | 192.0.2.9,                           | 10.1.2.3
          10.0.0.0/8               | 10.1.2.3          | 10.7.7.7, 10.8.8.8                   | 10.7.7.7
          10.0.0.0/8               | 10.1.2.3          | 198.51.100.1:4711                    | 198.51.100.1
          10.0.0.0/8, 192.0.2.9    | 10.1.2.3          | 198.51.100.1, 192.0.2.9              | 198.51.100.1
          10.0.0.0/8               | ::ffff:10.1.2.3   | ::ffff:198.51.100.1                  | 198.51.100.1
          fd00::/8                 | fd00::1           | 2001:db8:1:2:3:4:5:6                 | 20010db800010002/64
          fd00::/8                 | fd00::1           | [2001:db8:1:2:ffff::1]:443           | 20010db800010002/64
          fd00::/8                 | fd00::1           | 2001:db8:1:3::1                      | 20010db800010003/64
          ::1                      | ::1               | 198.51.100.1                         | 198.51.100.1
          ::1                      | 0:0:0:0:0:0:0:1%lo | 198.51.100.1                        | 198.51.100.1
          0.0.0.0/0                | 203.0.113.7       | 198.51.100.1                         | 198.51.100.1
          10.1.2.0/31              | 10.1.2.2          | 198.51.100.1                         | 10.1.2.2
                                   | /run/some.sock    |                                      | unknown
          """)
  void the_first_address_from_the_right_that_is_no_trusted_proxy_is_the_clients(
      String trusted, String peer, String headers, String client) {
    List<String> forwardedFor = headers == null ? List.of() : Arrays.asList(headers.split(";"));

    ClientAddress found = Proxies.of(trusted == null ? "" : trusted).client(peer, forwardedFor);

    assertThat(found.value()).isEqualTo(client);
  }

  @Test
  void a_peer_that_is_not_known_is_nobody_in_particular() {
    assertThat(Proxies.of("0.0.0.0/0").client(null, List.of("198.51.100.1")))
        .isEqualTo(ClientAddress.UNKNOWN);
  }

  @Test
  void a_header_without_end_is_read_from_its_right_end() {
    String claimed = "192.0.2.1, ".repeat(5_000);

    assertThat(Proxies.of("10.0.0.0/8").client("10.0.0.1", List.of(claimed + "198.51.100.1")))
        .isEqualTo(new ClientAddress("198.51.100.1"));
  }

  /// A name would be looked up, and whoever answers for it would be believed.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10/8",
        "10.0.0/8",
        "fd00::/129",
        "*",
        "10.0.0.1 10.0.0.2",
        "10.0.0.0/",
        "http://10.0.0.1",
        "[::1]"
      })
  void what_is_no_network_is_named(String entry) {
    assertThatThrownBy(() -> Proxies.of("127.0.0.1," + entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + entry + "'");
  }
}
