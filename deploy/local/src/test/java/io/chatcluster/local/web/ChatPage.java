package io.chatcluster.local.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// The chat page as a person uses it. Used by one thread.
final class ChatPage {
  private static final double PATIENCE_MILLIS = 30_000;

  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> socketUrls = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final List<String> received = new ArrayList<>();

  private ChatPage(BrowserContext person) {
    page = person.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !expected(message.text())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(request -> requests.add(URI.create(request.url()).getPath()));
    page.onWebSocket(this::opened);
  }

  private void opened(WebSocket socket) {
    socketUrls.add(socket.url());
    socket.onFrameSent(frame -> sent.add(frame.text()));
    socket.onFrameReceived(frame -> received.add(frame.text()));
  }

  /// Browsers report what a test does to servers.
  private static boolean expected(String text) {
    return text.contains("WebSocket connection to") || text.contains("Failed to load resource");
  }

  /// Opens the page and comes in under a name.
  static ChatPage enter(BrowserContext person, String url, String name) {
    var chat = new ChatPage(person);
    chat.page.navigate(url);
    chat.page.getByLabel("Your name").fill(name);
    chat.button("Start chatting").click();
    chat.awaitConnected();
    return chat;
  }

  Page page() {
    return page;
  }

  /// What went wrong in the page, as the browser says it.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  List<String> socketUrls() {
    return List.copyOf(socketUrls);
  }

  /// The paths of all requests, in their order.
  List<String> requests() {
    return List.copyOf(requests);
  }

  /// All frames that it has sent that have this in them.
  List<String> sent(String part) {
    return sent.stream().filter(frame -> frame.contains(part)).toList();
  }

  /// Waits until it has received so many frames that have this in them.
  void awaitReceived(String part, int count) {
    page.waitForCondition(
        () -> received.stream().filter(frame -> frame.contains(part)).count() >= count);
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  void awaitConnected() {
    awaitText("#connection", "Connected to n");
  }

  void awaitText(String selector, String text) {
    PlaywrightAssertions.assertThat(page.locator(selector))
        .containsText(text, new ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  /// The node that serves it.
  String node() {
    awaitConnected();
    return page.locator("#connection-text").textContent().replace("Connected to ", "");
  }

  void say(String text) {
    page.getByLabel("Message to").fill(text);
    page.keyboard().press("Enter");
  }

  void join(String room) {
    page.getByLabel("Join a room").fill(room);
    page.keyboard().press("Enter");
  }

  void choose(String room) {
    page.locator("[data-room='%s']".formatted(room)).click();
  }

  /// Waits until that many messages of the shown room are stored and in their places.
  void awaitMessages(int count) {
    PlaywrightAssertions.assertThat(shown().locator(".list [data-at]"))
        .hasCount(count, new HasCountOptions().setTimeout(PATIENCE_MILLIS));
  }

  /// Waits until all of one's own messages have been acked.
  void awaitNothingUnsent() {
    PlaywrightAssertions.assertThat(
            shown().locator("[data-state=waiting],[data-state=sent],.waiting .item"))
        .hasCount(0, new HasCountOptions().setTimeout(PATIENCE_MILLIS));
  }

  /// The texts of the shown room, top to bottom.
  List<String> messages() {
    return shown().locator(".list [data-at] .bubble").allTextContents();
  }

  /// Their positions.
  List<String> positions() {
    return shown().locator(".list [data-at]").all().stream()
        .map(item -> item.getAttribute("data-at"))
        .toList();
  }

  Locator shown() {
    return page.locator(".timeline:not([hidden])");
  }
}
