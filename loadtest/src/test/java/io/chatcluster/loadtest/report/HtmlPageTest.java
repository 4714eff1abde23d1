package io.chatcluster.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// The page, read by a parser that forgives nothing.
class HtmlPageTest {
  private static final Set<String> LOADING =
      Set.of("script", "link", "img", "iframe", "object", "embed", "video", "audio", "use");

  private final String html = new HtmlPage(SampleReport.create()).text();

  @Test
  void it_is_well_formed_and_shows_each_part() throws Exception {
    var page = parsed(html);

    assertThat(texts(page, "h2"))
        .contains("Failed", "Percentiles (ms)", "What went wrong", "Settings")
        .contains("Distribution: due to delivered (ms)")
        .doesNotContain("Distribution: never (ms)");
    assertThat(texts(page, "dd")).containsExactly("12,346 /s", "2");
    assertThat(texts(page, "td")).contains("lost", "none", "✗ failed", "JVM");
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(2);
  }

  @Test
  void nothing_in_it_is_loaded_or_run() throws Exception {
    for (var element : elements(parsed(html))) {
      assertThat(LOADING).doesNotContain(element.getTagName());
      var attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        assertThat(attributes.item(i).getNodeName()).doesNotStartWith("on").isNotIn("src", "href");
      }
    }
    assertThat(html).doesNotContain("url(", "@import");
    assertThat(html).contains("content=\"default-src 'none'; style-src 'unsafe-inline'\"");
  }

  @Test
  void hostile_text_is_shown_as_it_is() throws Exception {
    var shown = SampleReport.HOSTILE.replace('\u0000', '\ufffd');

    assertThat(texts(parsed(html), "td")).contains(shown, "closed with " + shown);
    assertThat(texts(parsed(html), "p")).contains(shown);
    assertThat(html).doesNotContain("<script>", "<img");
  }

  @Test
  void a_line_has_a_break_where_nothing_was_measured() throws Exception {
    var lines = new ArrayList<String>();
    for (var element : elements(parsed(html))) {
      if (element.getAttribute("class").equals("line line0")) {
        lines.add(element.getAttribute("d"));
      }
    }

    // One value, then none, then two.
    assertThat(lines.getFirst()).matches("M[0-9. ]+h0M[0-9. ]+L[0-9. ]+");
  }

  @Test
  void a_long_run_stays_a_small_page() {
    var seconds = new ArrayList<Double>();
    var values = new ArrayList<Double>();
    for (int i = 1; i <= 86_400; i++) {
      seconds.add((double) i);
      values.add(i == 40_000 ? 1e6 : 1.0);
    }
    var chart =
        new Chart(
            "Day", "/s", Chart.Scale.LINEAR, seconds, List.of(new Line("n", values)), List.of());

    var svg = Drawings.of(chart);

    assertThat(svg.length()).isLessThan(150_000);
    // A single bad second of a day is still seen.
    assertThat(svg).contains("n 1,000,000");
  }

  private static Document parsed(String html) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document page) {
    var all = page.getElementsByTagName("*");
    var elements = new ArrayList<Element>();
    for (int i = 0; i < all.getLength(); i++) {
      elements.add((Element) all.item(i));
    }
    return elements;
  }

  private static List<String> texts(Document page, String name) {
    return elements(page).stream()
        .filter(element -> element.getTagName().equals(name))
        .map(Element::getTextContent)
        .toList();
  }
}
