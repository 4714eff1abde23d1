package io.chatcluster.loadtest.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class TargetTest {
  @Test
  void an_address_of_the_web_page_is_enough() {
    for (var url : new String[] {"http://chat.example.com", "http://chat.example.com/"}) {
      var target = Target.of(url);

      assertThat(target.socket()).isEqualTo(URI.create("ws://chat.example.com/ws"));
      assertThat(target.guests()).isEqualTo(URI.create("http://chat.example.com/api/guest"));
      assertThat(target.secure()).isFalse();
    }
  }

  @Test
  void https_and_wss_are_encrypted() {
    for (var url : new String[] {"https://chat.example.com:8443", "WSS://chat.example.com:8443"}) {
      var target = Target.of(url);

      assertThat(target.socket()).isEqualTo(URI.create("wss://chat.example.com:8443/ws"));
      assertThat(target.guests()).isEqualTo(URI.create("https://chat.example.com:8443/api/guest"));
      assertThat(target.secure()).isTrue();
    }
  }

  @Test
  void a_path_that_is_given_is_taken() {
    assertThat(Target.of("ws://10.0.0.1:8081/chat/ws").socket())
        .isEqualTo(URI.create("ws://10.0.0.1:8081/chat/ws"));
  }

  @Test
  void ports_are_the_usual_ones_where_none_is_named() {
    assertThat(Target.port(Target.of("http://a").socket())).isEqualTo(80);
    assertThat(Target.port(Target.of("https://a").socket())).isEqualTo(443);
    assertThat(Target.port(Target.of("https://a:1234").socket())).isEqualTo(1234);
  }

  @Test
  void an_ipv6_address_is_a_host() {
    assertThat(Target.host(Target.of("http://[::1]:8080").socket())).isEqualTo("::1");
    assertThat(Target.host(Target.of("http://a:8080").socket())).isEqualTo("a");
  }

  @Test
  void what_is_no_address_is_refused_with_a_sentence() {
    refused("localhost:8080", "does not begin with http://");
    refused("ftp://a", "does not begin with http://");
    refused("chat.example.com", "does not begin with http://");
    refused("http://", "is not a URL");
    refused("http:///ws", "names no host");
    refused("http://a b", "is not a URL");
    refused("http://a/ws?token=secret", "more than a path");
  }

  @Test
  void a_password_in_an_address_is_refused_and_not_repeated() {
    assertThatThrownBy(() -> Target.of("https://ada:secret@chat.example.com"))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("ends up in logs")
        .message()
        .doesNotContain("secret@");
  }

  private static void refused(String url, String part) {
    assertThatThrownBy(() -> Target.of(url))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining(part);
  }
}
