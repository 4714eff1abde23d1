package io.chatcluster.loadtest.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Draws lines between two axes as SVG. Owned by one thread.
///
/// Colours are classes of the page's style: `line0`, `line1`, ….
final class Plot {
  private static final double WIDTH = 760;
  private static final double HEIGHT = 250;
  private static final double LEFT = 64;
  private static final double RIGHT = 34;
  private static final double TOP = 12;
  private static final double BOTTOM = 30;
  private static final double TEXT_DROP = 4;

  private final Axis across;
  private final Axis up;
  private final StringBuilder svg = new StringBuilder(8_192);

  /// A point of a line.
  ///
  /// @param y null breaks the line here
  record Point(double x, @Nullable Double y) {}

  Plot(String name, Axis across, Axis up) {
    this.across = across;
    this.up = up;
    svg.append("<svg viewBox=\"0 0 ").append(Numbers.plain(WIDTH)).append(' ');
    svg.append(Numbers.plain(HEIGHT)).append("\" role=\"img\" aria-label=\"");
    svg.append(Markup.escaped(name)).append("\">\n");
    grid();
  }

  private void grid() {
    for (var mark : up.marks()) {
      double y = y(mark.value());
      segment("grid", LEFT, y, WIDTH - RIGHT, y);
      text("end", LEFT - TEXT_DROP * 2, y + TEXT_DROP, mark.text());
    }
    for (var mark : across.marks()) {
      double x = x(mark.value());
      segment("tick", x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + TEXT_DROP);
      text("middle", x, HEIGHT - TEXT_DROP * 2, mark.text());
    }
    segment("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
  }

  /// A line through these points.
  Plot line(int number, List<Point> points) {
    var path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < points.size(); i++) {
      Double value = points.get(i).y();
      if (value == null || value.isNaN()) {
        drawing = false;
        continue;
      }
      path.append(drawing ? 'L' : 'M').append(at(points.get(i).x(), value));
      if (!drawing && alone(points, i)) {
        // A point without neighbours would not be seen.
        path.append("h0");
      }
      drawing = true;
    }
    if (!path.isEmpty()) {
      svg.append("<path class=\"line line").append(number).append("\" d=\"");
      svg.append(path).append("\"/>\n");
    }
    return this;
  }

  private static boolean alone(List<Point> points, int i) {
    if (i + 1 == points.size()) {
      return true;
    }
    Double next = points.get(i + 1).y();
    return next == null || next.isNaN();
  }

  /// What the values should stay below; left out where it is out of sight.
  Plot limit(Limit limit) {
    if (limit.value() >= up.low() && limit.value() <= up.high()) {
      double y = y(limit.value());
      segment("limit", LEFT, y, WIDTH - RIGHT, y);
      text("end", WIDTH - RIGHT, y - TEXT_DROP, limit.name());
    }
    return this;
  }

  /// A strip over the whole height between two values of the lower axis, which tells its text to
  /// whoever points at it.
  Plot strip(double from, double to, String text) {
    svg.append("<rect class=\"strip\" x=\"").append(Numbers.plain(x(from)));
    svg.append("\" y=\"").append(Numbers.plain(TOP)).append("\" width=\"");
    svg.append(Numbers.plain(Math.max(1, x(to) - x(from)))).append("\" height=\"");
    svg.append(Numbers.plain(HEIGHT - TOP - BOTTOM)).append("\"><title>");
    svg.append(Markup.escaped(text)).append("</title></rect>\n");
    return this;
  }

  /// The drawing.
  String text() {
    return svg + "</svg>\n";
  }

  private double x(double value) {
    return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  private String at(double x, double y) {
    return Numbers.plain(x(x)) + " " + Numbers.plain(y(y));
  }

  private void segment(String style, double fromX, double fromY, double toX, double toY) {
    svg.append("<path class=\"").append(style).append("\" d=\"M");
    svg.append(Numbers.plain(fromX)).append(' ').append(Numbers.plain(fromY)).append('L');
    svg.append(Numbers.plain(toX)).append(' ').append(Numbers.plain(toY)).append("\"/>\n");
  }

  private void text(String anchor, double x, double y, String text) {
    svg.append("<text text-anchor=\"").append(anchor).append("\" x=\"").append(Numbers.plain(x));
    svg.append("\" y=\"").append(Numbers.plain(y)).append("\">");
    svg.append(Markup.escaped(text)).append("</text>\n");
  }
}
