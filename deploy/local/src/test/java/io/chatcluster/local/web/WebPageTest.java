package io.chatcluster.local.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.chatcluster.local.cluster.Cluster;
import io.chatcluster.local.node.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People at the page: a real Chromium, nginx, nodes, Redis and PostgreSQL.
final class WebPageTest {
  @TempDir private static Path data;

  private static Cluster cluster;
  private static Chromium chromium;

  private final List<ChatPage> pages = new ArrayList<>();

  @BeforeAll
  static void start() {
    cluster = Cluster.in(data).nodes(3).withNginx().withoutRates().start();
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    cluster.close();
  }

  @AfterEach
  void nothing_went_wrong_in_any_page() {
    for (var page : pages) {
      assertThat(page.complaints()).isEmpty();
      assertThat(page.socketUrls()).isNotEmpty().allMatch(url -> url.matches(".*/ws(\\?sid=n.*)?"));
      page.page().context().close();
    }
  }

  /// One address may stand for a whole office, which comes at nine o'clock.
  @Test
  void the_page_is_two_requests_and_one_of_them_is_kept_for_a_day() {
    var person = chromium.person(new NewContextOptions().setUserAgent("of Ada"));
    var ada = enter(person, "Ada", "requests");
    ada.page().reload();
    ada.awaitConnected();

    // Of the load balancer's, because the browser names the icon for each place where it shows.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(new AccessLog(data.resolve("nginx/access.log")).paths("of Ada"))
                    .containsExactlyInAnyOrder("/", "/icon.svg", "/api/guest", "/"));
  }

  @Test
  void two_people_see_what_the_other_writes() {
    var ada = enter("Ada", "talk");
    var bob = enter("Bob", "talk");

    ada.say("Hello Bob");
    bob.awaitMessages(1);
    bob.say("Hello Ada\nhow are you?");
    ada.awaitMessages(2);
    bob.awaitMessages(2);

    assertThat(ada.messages()).containsExactly("Hello Bob", "Hello Ada\nhow are you?");
    assertThat(bob.messages()).isEqualTo(ada.messages());
    bob.awaitText(".item:first-child .who", "Ada");
    ada.awaitText(".own .state", "Sent");
  }

  @Test
  void a_reload_keeps_the_person_the_rooms_and_the_history() {
    var ada = enter("Ada", "kept");
    ada.join("second");
    ada.say("in the second room");
    ada.awaitMessages(1);
    ada.choose("kept");
    IntStream.rangeClosed(1, 3).forEach(i -> ada.say("message " + i));
    ada.awaitMessages(3);
    ada.awaitNothingUnsent();

    ada.page().reload();

    ada.awaitConnected();
    ada.awaitMessages(3);
    assertThat(ada.messages()).containsExactly("message 1", "message 2", "message 3");
    ada.awaitText("#me-name", "Ada");
    ada.choose("second");
    ada.awaitMessages(1);
  }

  @Test
  void scrolling_up_brings_older_pages_without_a_hole() {
    var ada = enter("Ada", "long");
    for (int i = 1; i <= 120; i++) {
      ada.say("message " + i);
    }
    ada.awaitMessages(120);
    ada.awaitNothingUnsent();
    ada.page().reload();
    ada.awaitMessages(50);

    for (int expected : new int[] {100, 120}) {
      ada.shown().evaluate("timeline => timeline.scrollTop = 0");
      ada.awaitMessages(expected);
    }

    assertThat(ada.messages())
        .isEqualTo(IntStream.rangeClosed(1, 120).mapToObj(i -> "message " + i).toList());
    ada.awaitText(".timeline:not([hidden]) .beginning", "The room begins here");
  }

  @Test
  void a_room_in_the_background_counts_what_is_unread() {
    var ada = enter("Ada", "front");
    ada.join("back");
    ada.choose("front");
    var bob = enter("Bob", "back");

    bob.say("one");
    bob.say("two");

    ada.awaitText("[data-room=back] .badge", "2");
    ada.choose("back");
    ada.awaitMessages(2);
    assertThat(ada.page().locator("[data-room=back] .badge").count()).isZero();
  }

  @Test
  void markup_and_scripts_are_shown_as_text() {
    var script = "<script>alert(1)</script>";
    var image = "<img src=x onerror=\"alert(1)\">";
    var link = "javascript:alert(1) http://example.org/?a=\"><b>b</b>";
    var ada = enter("<b>Ada</b> " + script, "markup");
    var bob = enter("Bob", "markup");

    List.of(script, image, link).forEach(ada::say);
    bob.awaitMessages(3);

    assertThat(bob.messages()).containsExactly(script, image, link);
    bob.awaitText(".item:first-child .who", "<b>Ada</b> " + script);
    assertThat(bob.shown().locator("script, img, b").count()).isZero();
    assertThat(bob.shown().locator("a").evaluateAll("all => all.map(a => a.href)"))
        .isEqualTo(List.of("http://example.org/?a="));
  }

  @Test
  void the_page_shows_the_node_that_serves_it_and_follows_a_link_to_a_room() {
    var ada = enter("Ada", "linked");

    assertThat(ada.node()).matches("n[123]");
    ada.awaitText("#room-name", "#linked");
    ada.page().evaluate("location.hash = '#other'");
    ada.awaitText("#room-name", "#other");
  }

  @Test
  void a_token_that_is_not_good_any_more_is_replaced() {
    var ada = enter("Ada", "secret");
    ada.page()
        .evaluate(
            "() => { const me = JSON.parse(sessionStorage['chat.identity']); me.token = 'a.b.c';"
                + " sessionStorage['chat.identity'] = JSON.stringify(me); }");

    ada.page().reload();

    ada.awaitConnected();
    ada.awaitText("#me-name", "Ada");
  }

  @Test
  void half_a_message_survives_a_reload_and_a_name_of_emoji_too() {
    var family = "👨‍👩‍👧‍👦".repeat(33);
    var ada = enter(family, "draft");
    ada.page().getByLabel("Message to").fill("half a sentence");

    ada.page().reload();

    ada.awaitConnected();
    assertThat(ada.page().getByLabel("Message to").inputValue()).isEqualTo("half a sentence");
    ada.awaitText("#me-name", family);
    ada.page().getByLabel("Message to").press("Enter");
    ada.awaitMessages(1);
    assertThat(ada.page().evaluate("sessionStorage['chat.drafts']")).isEqualTo("{}");
  }

  @Test
  void a_browser_that_keeps_nothing_is_good_for_a_conversation() {
    var person = chromium.person();
    person.addInitScript(
        "for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name,"
            + " { get() { throw new DOMException('denied', 'SecurityError'); } });");

    var ada = enter(person, "Ada", "blocked");
    ada.say("hello");

    ada.awaitMessages(1);
    ada.awaitNothingUnsent();
  }

  @Test
  void a_device_whose_date_is_set_while_it_talks_goes_on_talking() {
    var ada = enter("Ada", "jump");
    ada.say("before");
    ada.awaitMessages(1);

    for (var jump : List.of("60_000", "-3_600_000")) {
      ada.page().evaluate("() => { const now = Date.now; Date.now = () => now() + " + jump + "; }");
      ada.say("after " + jump);
    }

    ada.awaitMessages(3);
    ada.awaitNothingUnsent();
    assertThat(ada.page().locator(".failed").count()).isZero();
  }

  // What somebody pastes may be anything; control characters take six letters of JSON each.
  @Test
  void a_text_that_no_node_takes_stays_with_its_writer_and_the_next_is_sent() {
    var ada = enter("Ada", "poison");

    ada.say("x" + "\u0001".repeat(11_000));
    ada.awaitText("#message-hint", "The message is too long.");
    ada.say("\u200B");
    ada.awaitText("#message-hint", "nothing to see");
    ada.say("after");

    ada.awaitMessages(1);
    assertThat(ada.messages()).containsExactly("after");
  }

  @Test
  void a_page_under_a_name_that_the_server_does_not_know_is_told_so() {
    var page = chromium.person().newPage();
    page.navigate(cluster.url().replaceFirst("//[^:/]+", "//chat.localhost"));

    page.getByLabel("Your name").fill("Ada");
    page.keyboard().press("Enter");

    PlaywrightAssertions.assertThat(page.locator("#name-error"))
        .containsText("does not accept pages from http://chat.localhost");
    page.context().close();
  }

  /// 1280 × 1024 pixels at 400 % are 320 × 256.
  @Test
  void at_400_percent_a_long_room_name_leaves_everything_within_reach() {
    var person = chromium.person(new NewContextOptions().setViewportSize(320, 256));
    var ada = enter(person, "Ada", "r".repeat(128));
    ada.say("Z" + "\u0301\u0302\u0303".repeat(1_000));
    ada.awaitMessages(1);
    ada.awaitNothingUnsent();

    var layout = new Layout(ada.page());
    var controls = List.of("#open-sidebar", "#leave-room", "#message", ".send");
    assertThat(layout.outside(controls)).isEmpty();
    assertThat(layout.outside(List.of("#room-name", ".timeline:not([hidden]) .bubble"))).isEmpty();
    assertThat(layout.covered(controls)).isEmpty();
    assertThat(layout.tooWide(List.of("#room-name"))).isEmpty();
    assertThat(layout.pageWidth()).isEqualTo(320);
  }

  @Test
  void a_bad_room_name_gets_a_friendly_sentence() {
    var ada = enter("Ada", "names");

    ada.join("abc\u202Ecba");

    ada.awaitText("#join-error", "that nobody can see");
  }

  @Test
  void what_is_written_while_disconnected_is_sent_once() {
    var ada = enter("Ada", "offline");
    var bob = enter("Bob", "offline");
    ada.say("before");
    bob.awaitMessages(1);

    cluster.nodes().forEach(NodeProcess::kill);
    ada.awaitText("#banner", "Connection lost");
    ada.say("written offline 1");
    ada.say("written offline 2");
    ada.awaitText(".timeline:not([hidden]) .waiting", "Waiting to be sent");
    cluster.nodes().forEach(NodeProcess::start);

    ada.awaitConnected();
    bob.awaitMessages(3);
    ada.awaitMessages(3);
    ada.awaitNothingUnsent();
    assertThat(bob.messages()).containsExactly("before", "written offline 1", "written offline 2");
    assertThat(ada.messages()).isEqualTo(bob.messages());
  }

  @Test
  void a_reload_keeps_what_is_not_sent_yet() {
    var ada = enter("Ada", "reload");
    ada.say("before");
    ada.awaitNothingUnsent();
    ada.awaitMessages(1);
    cluster.redis().kill();
    ada.say("kept over a reload");
    ada.awaitText(".timeline:not([hidden]) .waiting", "kept over a reload");

    ada.page().reload();
    ada.awaitText(".timeline:not([hidden]) .waiting", "kept over a reload");
    cluster.redis().start();

    ada.awaitConnected();
    ada.awaitMessages(2);
    ada.awaitNothingUnsent();
    assertThat(ada.messages()).containsExactly("before", "kept over a reload");
  }

  @Test
  void a_node_is_killed_mid_conversation_and_both_see_every_message_once_in_one_order() {
    var ada = enter("Ada", "killed");
    var bob = enterOnAnotherNode("Bob", "killed", ada.node());
    var before = ada.node();
    var said = new ArrayList<String>();

    for (int i = 1; i <= 30; i++) {
      if (i == 10) {
        cluster.node(before).kill();
      }
      ada.say("ada " + i);
      bob.say("bob " + i);
      said.add("ada " + i);
      said.add("bob " + i);
    }

    ada.awaitMessages(60);
    bob.awaitMessages(60);
    ada.awaitNothingUnsent();
    bob.awaitNothingUnsent();
    assertThat(ada.node()).isNotEqualTo(before);
    assertThat(ada.positions()).isEqualTo(bob.positions()).doesNotHaveDuplicates();
    assertThat(ada.messages()).isEqualTo(bob.messages()).containsExactlyInAnyOrderElementsOf(said);
    for (var who : List.of("ada ", "bob ")) {
      assertThat(ada.messages().stream().filter(text -> text.startsWith(who)))
          .containsExactlyElementsOf(said.stream().filter(text -> text.startsWith(who)).toList());
    }
    cluster.node(before).start();
  }

  private ChatPage enter(String name, String room) {
    return enter(chromium.person(), name, room);
  }

  private ChatPage enter(BrowserContext person, String name, String room) {
    var page = ChatPage.enter(person, cluster.url() + "/#" + room, name);
    pages.add(page);
    return page;
  }

  private ChatPage enterOnAnotherNode(String name, String room, String node) {
    var found = new ArrayList<ChatPage>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              found.add(enter(name, room));
              return !found.getLast().node().equals(node);
            });
    return found.getLast();
  }
}
