package io.chatcluster.local;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who knows whom in the local cluster: what is started does not know what starts it.
final class ArchitectureTest {
  private static final String ROOT = "io.chatcluster.local.";

  private static final JavaClasses CLUSTER =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "machine", Set.of(),
          "process", Set.of("machine"),
          "nginx", Set.of("process", "machine"),
          "redis", Set.of("process", "machine"),
          "postgres", Set.of("process", "machine"),
          "node", Set.of("process", "machine"),
          "cluster", Set.of("nginx", "redis", "postgres", "node", "process", "machine"),
          "command", Set.of("cluster", "nginx", "redis", "postgres", "node", "process", "machine"));

  @Test
  void the_arrows_between_packages_are_those_that_are_drawn() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass one : CLUSTER) {
      found.computeIfAbsent(packageOf(one), _ -> new TreeSet<>());
    }
    found.putAll(
        CLUSTER.stream()
            .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
            .filter(arrow -> arrow.getTargetClass().getPackageName().startsWith(ROOT))
            .filter(arrow -> !from(arrow).equals(to(arrow)))
            .collect(
                groupingBy(
                    ArchitectureTest::from,
                    mapping(ArchitectureTest::to, toCollection(TreeSet::new)))));

    assertThat(found)
        .as("an arrow is a decision: nobody knows more than is drawn, and nothing is drawn unused")
        .isEqualTo(ARROWS);
  }

  @Test
  void packages_are_free_of_cycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLUSTER);
  }

  private static String from(Dependency arrow) {
    return packageOf(arrow.getOriginClass());
  }

  private static String to(Dependency arrow) {
    return packageOf(arrow.getTargetClass());
  }

  /// The name below the root; a class that has no room fails by its own name.
  private static String packageOf(JavaClass one) {
    return one.getPackageName().startsWith(ROOT)
        ? one.getPackageName().substring(ROOT.length())
        : one.getName();
  }
}
