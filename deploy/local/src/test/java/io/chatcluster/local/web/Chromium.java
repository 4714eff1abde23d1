package io.chatcluster.local.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.chatcluster.local.machine.Executables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A real Chromium: the machine's own, or the one that Playwright brings. Used by one thread.
public final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  public Chromium() {
    var program =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(Executables::find)
            .flatMap(Optional::stream)
            .findFirst();
    Map<String, String> environment = new HashMap<>();
    if (program.isPresent()) {
      environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    }
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    var options = new BrowserType.LaunchOptions().setArgs(List.of("--no-sandbox"));
    program.ifPresent(options::setExecutablePath);
    browser = playwright.chromium().launch(options);
  }

  /// A person's browser, which shares nothing with the others.
  public BrowserContext person() {
    return person(new Browser.NewContextOptions());
  }

  public BrowserContext person(Browser.NewContextOptions options) {
    return browser.newContext(options);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
