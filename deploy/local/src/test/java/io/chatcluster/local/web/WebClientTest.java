package io.chatcluster.local.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// The web client's library in a real browser: the protocol's vectors, and its promises against
/// scripted nodes and a clock that tests move. The promises are functions in `resources/web`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebClientTest {
  private WebFiles files;
  private Chromium chromium;
  private Page page;

  @BeforeAll
  void open() throws IOException {
    files = new WebFiles();
    chromium = new Chromium();
    page = chromium.person().newPage();
    page.navigate(files.url() + "/index.html");
  }

  @AfterAll
  void close() {
    chromium.close();
    files.close();
  }

  @TestFactory
  Stream<DynamicTest> the_protocol_is_the_one_of_the_vectors() {
    return functionsOf("/test/vectors.js");
  }

  @TestFactory
  Stream<DynamicTest> the_client_keeps_its_promises() {
    return functionsOf("/test/client-scenarios.js");
  }

  @TestFactory
  Stream<DynamicTest> the_client_keeps_the_order_of_its_rooms() {
    return functionsOf("/test/room-scenarios.js");
  }

  @TestFactory
  Stream<DynamicTest> the_client_tells_and_hears_what_is_fleeting() {
    return functionsOf("/test/signal-scenarios.js");
  }

  @TestFactory
  Stream<DynamicTest> the_client_keeps_its_promises_in_trouble() {
    return functionsOf("/test/trouble-scenarios.js");
  }

  @TestFactory
  Stream<DynamicTest> the_timeline_keeps_its_promises() {
    return functionsOf("/test/view-scenarios.js");
  }

  @TestFactory
  Stream<DynamicTest> the_parts_of_the_page_keep_their_promises() {
    return functionsOf("/test/page-scenarios.js");
  }

  private Stream<DynamicTest> functionsOf(String module) {
    var names = (List<?>) page.evaluate("async (m) => Object.keys(await import(m))", module);
    assertThat(names).isNotEmpty();
    return names.stream().map(name -> dynamicTest(name.toString(), () -> run(module, name)));
  }

  private void run(String module, Object name) {
    var failure =
        page.evaluate(
            "async ([m, f]) => { try { await (await import(m))[f](); return ''; }"
                + " catch (e) { return e.message + '\\n' + e.stack; } }",
            List.of(module, name));

    assertThat(failure).isEqualTo("");
  }
}
