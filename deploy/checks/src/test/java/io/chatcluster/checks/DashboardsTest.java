package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Dashboards as Grafana reads them; `deploy/local` runs their queries against a real cluster.
final class DashboardsTest {
  private static final String DIRECTORY = "deploy/grafana/dashboards";
  private static final int WIDTH = 24;
  private static final Pattern METRIC = Pattern.compile("\\b(chat_[a-z_]+)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(chat_\\w+)` \\| (\\w+) \\|");

  /// A dashboard's file and what is in it.
  private record Dashboard(String file, Tree tree) {

    /// All but the headings between them.
    List<Tree> panels() {
      return tree.at("panels").items().stream()
          .filter(panel -> !panel.at("type").text().equals("row"))
          .toList();
    }
  }

  private static List<Dashboard> dashboards() {
    return Checkout.files(DIRECTORY, ".json").stream()
        .map(file -> Checkout.root().relativize(file).toString())
        .map(file -> new Dashboard(Path.of(file).getFileName().toString(), Tree.document(file)))
        .toList();
  }

  private static String where(Dashboard dashboard, Tree panel) {
    return dashboard.file() + ": " + panel.at("title").text();
  }

  @Test
  void addresses_of_dashboards_stay_as_they_are() {
    assertThat(dashboards())
        .extracting(dashboard -> dashboard.file() + " " + dashboard.tree().at("uid").text())
        .containsExactly("delivery.json chat-delivery", "overview.json chat-overview");
  }

  @Test
  void every_panel_says_what_it_shows_in_which_unit_and_asks_for_it() {
    for (Dashboard dashboard : dashboards()) {
      assertThat(dashboard.panels()).hasSizeGreaterThan(15);
      for (Tree panel : dashboard.panels()) {
        String where = where(dashboard, panel);
        assertThat(panel.at("description").text()).as(where).hasSizeGreaterThan(20).endsWith(".");
        assertThat(panel.at("fieldConfig/defaults/unit").text()).as(where).isNotBlank();
        assertThat(panel.at("targets").items()).as(where).isNotEmpty();
        for (Tree target : panel.at("targets").items()) {
          assertThat(target.at("expr").text()).as(where).isNotBlank();
        }
      }
    }
  }

  @Test
  void several_lines_of_a_panel_have_names() {
    for (Dashboard dashboard : dashboards()) {
      for (Tree panel : dashboard.panels()) {
        if (panel.at("type").text().equals("timeseries")) {
          for (Tree target : panel.at("targets").items()) {
            assertThat(target.at("legendFormat").exists()).as(where(dashboard, panel)).isTrue();
          }
        }
      }
    }
  }

  @Test
  void every_panel_asks_the_data_source_that_is_chosen() {
    for (Dashboard dashboard : dashboards()) {
      assertThat(dashboard.tree().at("templating/list").items())
          .extracting(variable -> variable.at("type").text() + " " + variable.at("name").text())
          .containsExactly("datasource datasource", "query node");
      for (Tree panel : dashboard.panels()) {
        List<Tree> asked = new ArrayList<>(panel.at("targets").items());
        asked.add(panel);
        assertThat(asked)
            .as(where(dashboard, panel))
            .allMatch(one -> one.at("datasource/uid").text().equals("${datasource}"));
      }
    }
  }

  @Test
  void what_belongs_to_a_node_can_be_seen_for_one_node() {
    for (Dashboard dashboard : dashboards()) {
      for (Tree panel : dashboard.panels()) {
        for (Tree target : panel.at("targets").items()) {
          String expression = target.at("expr").text();
          if (METRIC.matcher(expression).find()) {
            assertThat(expression).as(where(dashboard, panel)).contains("instance=~\"$node\"");
          }
        }
      }
    }
  }

  @Test
  void panels_have_numbers_of_their_own_and_places_of_their_own() {
    for (Dashboard dashboard : dashboards()) {
      List<Tree> all = dashboard.tree().at("panels").items();
      assertThat(all).extracting(panel -> panel.at("id").number()).doesNotHaveDuplicates();
      Set<String> taken = new TreeSet<>();
      for (Tree panel : all) {
        Tree grid = panel.at("gridPos");
        int right = grid.at("x").number() + grid.at("w").number();
        assertThat(right).as(where(dashboard, panel)).isLessThanOrEqualTo(WIDTH);
        for (int x = grid.at("x").number(); x < right; x++) {
          for (int y = 0; y < grid.at("h").number(); y++) {
            String cell = x + "," + (grid.at("y").number() + y);
            assertThat(taken.add(cell)).as(where(dashboard, panel) + " covers another").isTrue();
          }
        }
      }
    }
  }

  @Test
  void dashboards_and_rules_ask_for_documented_metrics_only() {
    Set<String> documented = new TreeSet<>();
    var rows = ROW.matcher(Checkout.text("docs/operations.md"));
    while (rows.find()) {
      documented.add(rows.group(1));
      if (rows.group(2).equals("histogram")) {
        List.of("_bucket", "_sum", "_count").forEach(end -> documented.add(rows.group(1) + end));
      }
    }
    String asked =
        dashboards().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .flatMap(panel -> panel.at("targets").items().stream())
                .map(target -> target.at("expr").text())
                .collect(Collectors.joining("\n"))
            + Checkout.text("deploy/prometheus/rules/chat.yml");

    Set<String> unknown = new TreeSet<>();
    METRIC.matcher(asked).results().forEach(found -> unknown.add(found.group(1)));
    assertThat(unknown).hasSizeGreaterThan(25);
    unknown.removeAll(documented);

    assertThat(unknown).isEmpty();
  }

  @Test
  void kubernetes_gets_every_dashboard_as_it_is() {
    Tree rendered = Manifests.one("prod", "ConfigMap", "chat-dashboards");

    assertThat(rendered.at("metadata/labels/grafana_dashboard").text()).isEqualTo("1");
    for (Dashboard dashboard : dashboards()) {
      assertThat(rendered.at("data/" + dashboard.file()).text())
          .isEqualTo(Checkout.text(DIRECTORY + "/" + dashboard.file()));
    }
  }
}
