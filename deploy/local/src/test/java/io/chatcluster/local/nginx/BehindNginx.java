package io.chatcluster.local.nginx;

import io.chatcluster.local.node.Browser;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// For tests of the shipped configuration: a real nginx before stand-ins for nodes, one for each
/// class, and a browser for each test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BehindNginx {
  static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir static Path directory;

  BalancedStandIns standIns;
  NginxServer nginx;
  Browser browser;

  @BeforeAll
  void startAll() {
    standIns = BalancedStandIns.in(directory);
    nginx = standIns.nginx("nginx");
  }

  @AfterAll
  void stopAll() {
    standIns.close();
  }

  @BeforeEach
  void openBrowser() {
    browser = new Browser(nginx.port());
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }
}
