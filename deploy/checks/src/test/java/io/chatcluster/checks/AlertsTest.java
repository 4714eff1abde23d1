package io.chatcluster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Rules of Prometheus and the ways of an alert; Prometheus' own programs judge them.
final class AlertsTest {
  private static final String RULES = "deploy/prometheus/rules/chat.yml";
  private static final String OPERATOR = "deploy/prometheus/rules/prometheusrule.yaml";
  private static final String STORIES = "deploy/prometheus/tests/chat.test.yml";
  private static final String RUNBOOKS = "docs/runbooks.md";
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (\\w+)\n(.*?)(?=^## |\\z)");

  private static List<Tree> rules() {
    return Tree.document(RULES).at("groups").items().stream()
        .flatMap(group -> group.at("rules").items().stream())
        .toList();
  }

  private static List<Tree> alerts() {
    return rules().stream().filter(rule -> rule.at("alert").exists()).toList();
  }

  private static Set<String> names() {
    return alerts().stream()
        .map(alert -> alert.at("alert").text())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void accepted(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Programs.required(program).toString()));
    command.addAll(List.of(arguments));

    var result = Programs.run(Map.of(), command);

    assertThat(result.code()).as(result.output()).isZero();
  }

  private static String path(String file) {
    return Checkout.file(file).toString();
  }

  @Test
  void prometheus_accepts_configuration_and_rules() {
    accepted("promtool", "check", "config", path("deploy/prometheus/prometheus.yml"));
    accepted("promtool", "check", "rules", "--lint=all", "--lint-fatal", path(RULES));
  }

  @Test
  void alertmanager_accepts_its_configuration() {
    accepted("amtool", "check-config", path("deploy/alertmanager/alertmanager.yml"));
  }

  @Test
  void every_story_ends_as_it_says() {
    accepted("promtool", "test", "rules", path(STORIES));
  }

  @Test
  void every_alert_has_a_story_in_which_it_fires_and_one_in_which_it_does_not() {
    List<String> stories =
        Tree.document(STORIES).at("tests").items().stream()
            .map(story -> story.at("name").text())
            .toList();

    for (String alert : names()) {
      assertThat(stories).contains(alert + " fires", alert + " does not fire");
    }
  }

  @Test
  void every_alert_says_how_bad_it_is_what_it_is_and_what_to_do() {
    assertThat(names()).hasSize(14);
    for (Tree alert : alerts()) {
      String name = alert.at("alert").text();
      assertThat(alert.at("labels/severity").text()).as(name).isIn("critical", "warning");
      assertThat(alert.at("annotations/summary").text()).as(name).hasSizeBetween(10, 90);
      assertThat(alert.at("annotations/description").text()).as(name).endsWith(".");
      assertThat(alert.at("annotations/runbook_url").text())
          .isEqualTo(RUNBOOKS + "#" + name.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void the_runbooks_have_a_heading_for_each_alert_with_all_that_is_asked() {
    Set<String> headings = new TreeSet<>();
    var sections = SECTION.matcher(Checkout.text(RUNBOOKS));
    while (sections.find()) {
      headings.add(sections.group(1));
      assertThat(sections.group(2))
          .as(sections.group(1))
          .contains(
              "**What it means.**",
              "**What users see.**",
              "**What to look at.**",
              "**What to do.**");
    }

    assertThat(headings).isEqualTo(names());
  }

  @Test
  void rules_for_prometheus_and_for_its_operator_are_the_same() {
    Object plain = Tree.document(RULES).at("groups").value();

    assertThat(Tree.document(OPERATOR).at("spec/groups").value())
        .as(
            "make %s anew: everything up to `spec:`, then"
                + " sed -n '/^groups:/,$p' %s | sed 's/^./  &/'",
            OPERATOR, RULES)
        .isEqualTo(plain);
  }

  @Test
  void prometheus_in_compose_reads_the_rules_where_they_are_mounted() {
    Tree files = Tree.document("deploy/prometheus/prometheus.yml").at("rule_files");
    List<String> mounted =
        Tree.document("deploy/compose.observability.yaml")
            .at("services/prometheus/volumes")
            .items()
            .stream()
            .map(volume -> volume.at("source").textOr("") + ":" + volume.at("target").textOr(""))
            .toList();

    assertThat(files.texts()).containsExactly("/etc/prometheus/rules/*.yml");
    assertThat(mounted).contains("./prometheus/rules:/etc/prometheus/rules");
    assertThat(Checkout.files("deploy/prometheus/rules", ".yml"))
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .containsExactly("chat.yml");
  }

  @Test
  void the_operator_gets_the_same_rules_as_compose() {
    Tree rendered = Manifests.one("prod", "PrometheusRule", "chat-cluster");

    assertThat(rendered.at("spec/groups").value())
        .isEqualTo(Tree.document(RULES).at("groups").value());
  }
}
