package io.chatcluster.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Found by trying: an origin with a slash at its end, a capital letter or its standard port
/// started well, and then no browser could connect.
class OriginTest {

  /// On the right: what Chromium and Firefox send.
  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://localhost:8080",
    "HTTPS://Chat.Example.COM, https://chat.example.com",
    "https://chat.example.com/, https://chat.example.com",
    "https://chat.example.com:443, https://chat.example.com",
    "https://chat.example.com:443/, https://chat.example.com",
    "https://chat.example.com:, https://chat.example.com",
    "http://chat.example.com:0080, http://chat.example.com",
    "http://chat.example.com:443, http://chat.example.com:443",
    "https://chat.example.com:80, https://chat.example.com:80",
    "https://chat.example.com:08443, https://chat.example.com:8443",
    "https://bücher.example, https://xn--bcher-kva.example",
    "https://BÜCHER.example, https://xn--bcher-kva.example",
    "https://例え。テスト:8443, https://xn--r8jz45g.xn--zckzah:8443",
    "https://XN--BCHER-KVA.example, https://xn--bcher-kva.example",
    "http://my_host.local, http://my_host.local",
    "http://127.0.0.1:8080, http://127.0.0.1:8080",
    "http://[::1]:8080, http://[::1]:8080",
    "http://[0:0:0:0:0:0:0:1]:8080, http://[::1]:8080",
    "https://[2001:DB8:0:0:1:0:0:1], https://[2001:db8::1:0:0:1]",
    "https://[2001:db8::], https://[2001:db8::]",
    "https://[1:0:2:0:3:0:4:0], https://[1:0:2:0:3:0:4:0]",
    "capacitor://localhost, capacitor://localhost",
    "chrome-extension://abcdefghijklmnop, chrome-extension://abcdefghijklmnop",
  })
  void what_somebody_writes_matches_what_a_browser_sends(String written, String sent) {
    assertThat(Origins.of(" , " + written + " ,\n").test(sent)).isTrue();
    assertThat(Origin.parse(written).serialized()).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://*.example.com",
        "https://*",
        "null",
        "NULL",
        "chat.example.com",
        "localhost:8080",
        "//chat.example.com",
        "https:chat.example.com",
        "https:/chat.example.com",
        "https://",
        "https:///",
        "file://",
        "https://chat.example.com/chat",
        "https://chat.example.com//",
        "https://chat.example.com?x=1",
        "https://chat.example.com#top",
        "https://ada@chat.example.com",
        "wss://chat.example.com",
        "ws://localhost:8080",
        "https://a.example https://b.example",
        "https://a.example;https://b.example",
        "\"https://chat.example.com\"",
        "https://chat example.com",
        "https://chat.example.com.",
        "https://.example.com",
        "https://chat..example.com",
        "https://chat.example.com:0",
        "https://chat.example.com:65536",
        "https://chat.example.com:99999999999",
        "https://chat.example.com:https",
        "https://chat.example.com:-1",
        "https://ch%61t.example.com",
        "https://chat.example.com\\",
        "https://straße.example",
        "https://faß.example",
        "https://نامه\u200Cای.example",
        "http://127.1",
        "http://2130706433",
        "http://0x7f.0.0.1",
        "http://127.0.0.01",
        "http://127.0.0.256",
        "http://1.2.3.4.",
        "http://[::1",
        "http://::1",
        "http://[::1%eth0]",
        "http://[127.0.0.1]",
        "http://[::ffff:127.0.0.1]",
        "http://[nonsense]",
      })
  void what_no_browser_ever_sends_is_refused_with_a_sentence_that_names_it(String written) {
    assertThatThrownBy(() -> Origins.of("https://good.example," + written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(" is no origin: ");
  }

  @Test
  void a_password_in_an_origin_is_not_in_the_sentence() {
    assertThatThrownBy(() -> Origin.parse("https://ada:hunter2@chat.example.com"))
        .hasMessage("'https://***@chat.example.com' is no origin: an origin has no user");
    assertThatThrownBy(() -> Origin.parse("https://ada:hunt/er2@chat.example.com"))
        .hasMessageNotContaining("er2");
  }
}
