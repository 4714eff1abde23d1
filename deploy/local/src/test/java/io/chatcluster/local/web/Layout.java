package io.chatcluster.local.web;

import com.microsoft.playwright.Page;
import java.util.List;

/// Where things are on a page: what a person can see of it, and reach.
record Layout(Page page) {

  /// Those that are not wholly on the screen.
  List<String> outside(List<String> selectors) {
    return which(
        selectors,
        "box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight");
  }

  /// Those whose middle belongs to something else.
  List<String> covered(List<String> selectors) {
    return which(
        selectors,
        "!element.contains(document.elementFromPoint("
            + "box.x + box.width / 2, box.y + box.height / 2))");
  }

  /// Those whose text goes beyond their sides. Measured by the text: `scrollWidth` is rounded, and
  /// scroll bars change what it is compared with.
  List<String> tooWide(List<String> selectors) {
    return which(
        selectors,
        "(() => { const text = document.createRange(); text.selectNodeContents(element);"
            + " const inner = text.getBoundingClientRect();"
            + " return inner.left < box.left - 0.5 || inner.right > box.right + 0.5; })()");
  }

  /// In CSS pixels; more than the screen's where one has to scroll sideways.
  int pageWidth() {
    return (int) page.evaluate("document.documentElement.scrollWidth");
  }

  @SuppressWarnings("unchecked")
  private List<String> which(List<String> selectors, String condition) {
    return (List<String>)
        page.evaluate(
            "all => all.filter(one => { const element = document.querySelector(one);"
                + " const box = element.getBoundingClientRect(); return "
                + condition
                + "; })",
            selectors);
  }
}
