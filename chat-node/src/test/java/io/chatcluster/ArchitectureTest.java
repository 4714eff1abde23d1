package io.chatcluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.chatcluster.broker.Subscriptions;
import io.chatcluster.config.Variable;
import io.chatcluster.room.Outlet;
import io.chatcluster.session.Connection;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The arrows between packages and the edges of the pure centre, as rules that fail the build.
class ArchitectureTest {

  private static final String ROOT = "io.chatcluster";

  private static final JavaClasses NODE =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  /// Who may know whom. The root package composes everything and is known by nobody.
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("protocol", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("metrics", Set.of()),
          Map.entry("limits", Set.of()),
          Map.entry("rights", Set.of("protocol")),
          Map.entry("launch", Set.of()),
          Map.entry("engineio", Set.of()),
          Map.entry("peers", Set.of()),
          Map.entry("socketio", Set.of("engineio")),
          Map.entry("room", Set.of("protocol")),
          Map.entry("broker", Set.of("protocol")),
          Map.entry("archive", Set.of("broker", "protocol")),
          Map.entry("node", Set.of("room", "broker", "archive", "protocol")),
          Map.entry("session", Set.of("node", "room", "broker", "limits", "rights", "protocol")),
          Map.entry("auth", Set.of("session", "protocol")),
          Map.entry("ws", Set.of("session", "room", "limits", "protocol")),
          Map.entry(
              "socketchat",
              Set.of(
                  "engineio", "socketio", "ws", "session", "room", "broker", "limits", "protocol")),
          Map.entry("rest", Set.of("auth", "limits", "protocol")),
          Map.entry("redis", Set.of("broker", "archive", "limits", "peers", "protocol")),
          Map.entry("postgres", Set.of("broker", "archive", "protocol")),
          Map.entry(
              "ops",
              Set.of(
                  "metrics",
                  "ws",
                  "session",
                  "limits",
                  "peers",
                  "node",
                  "archive",
                  "broker",
                  "protocol")));

  /// What the archiver does, but for the thread that does it.
  private static final String DECISIONS =
      "io\\.chatcluster\\.archive\\.(ArchivePlan|ArchiverRound|BatchCommit|Cursors|Question|Step|Takeover|Trimmer).*";

  @Test
  void the_rules_see_the_node() {
    assertThat(NODE).hasSizeGreaterThan(100);
  }

  @Test
  void every_package_has_its_arrows_drawn() {
    Set<String> found =
        NODE.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ARROWS.keySet())
        .as("a package must stand in the table of arrows, so that its place is a decision")
        .containsAll(found);
  }

  @Test
  void packages_know_only_what_their_arrows_allow() {
    ARROWS.forEach(
        (from, to) -> {
          String[] allowed =
              Stream.concat(Stream.of(from), to.stream())
                  .map(ArchitectureTest::in)
                  .toArray(String[]::new);
          String[] others =
              Stream.concat(Stream.of(ROOT), ARROWS.keySet().stream().map(ArchitectureTest::in))
                  .filter(name -> !Set.of(allowed).contains(name))
                  .toArray(String[]::new);

          noClasses()
              .that()
              .resideInAPackage(in(from))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others)
              .because("the arrows of " + from + " are " + new TreeSet<>(to))
              .allowEmptyShould(true)
              .check(NODE);
        });
  }

  @Test
  void no_arrow_is_drawn_that_nobody_needs() {
    Map<String, Set<String>> used = new TreeMap<>();
    for (Dependency arrow :
        NODE.stream().flatMap(one -> one.getDirectDependenciesFromSelf().stream()).toList()) {
      used.computeIfAbsent(packageOf(arrow.getOriginClass()), _ -> new TreeSet<>())
          .add(packageOf(arrow.getTargetClass()));
    }

    ARROWS.forEach(
        (from, to) ->
            assertThat(used.getOrDefault(from, Set.of()))
                .as("%s may know what it does not: the arrow would let it in unseen", from)
                .containsAll(to));
  }

  @Test
  void packages_are_free_of_cycles() {
    check(
        slices()
            .matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("what depends on each other in a circle can only be understood at once"));
  }

  @Test
  void the_pure_centre_never_sees_vertx() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(in("room"), in("protocol"), in("presence"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("rooms, words and presence are decided by values and order alone"));
    check(
        noClasses()
            .that()
            .haveNameMatching(DECISIONS + "|io\\.chatcluster\\.archive\\.Archiver.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("the archiver is pure decisions and a plain thread around them"));
  }

  @Test
  void the_pure_centre_has_no_clock_and_no_thread() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(in("room"), in("protocol"), in("presence"))
            .or()
            .haveNameMatching(DECISIONS)
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.time\\.Clock|java\\.lang\\.Thread|java\\.util\\.Timer"
                    + "|java\\.util\\.concurrent\\..*")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .because("time is passed in, so that a simulation can own it"));
  }

  @Test
  void the_node_knows_no_sockets_and_no_http() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(in("node"), in("session"), in("broker"), in("archive"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.http..", "io.vertx.core.net..", "io.vertx.ext.web..")
            .because("the technology of the edge is a decision of the edge"));
  }

  @Test
  void only_edges_know_how_frames_look() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(in("protocol"), in("ws"), in("socketchat"))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.chatcluster\\.protocol\\.(CommandCodec|FrameCodec)")
            .because("a session takes commands and gives replies and pushes, whatever their form"));
  }

  @Test
  void only_redis_knows_the_redis_client() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(in("redis"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.redis..")
            .because("Redis stands behind the ports of broker and archive"));
  }

  @Test
  void only_postgres_knows_jdbc() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(in("postgres"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..", "org.flywaydb..")
            .because("the database stands behind the ports of archive and broker"));
  }

  @Test
  void only_the_composition_root_knows_the_adapters() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, in("redis"), in("postgres"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(in("redis"), in("postgres"))
            .because("only Main decides what stands behind a port"));
  }

  @Test
  void only_the_frames_of_a_socket_and_their_connection_go_below_the_public_api() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(
                "io\\.chatcluster\\.ws\\.(Frame(Reader|Writer)|HttpGuard|TextAssembly|WsConnection)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.internal..", "io.vertx.core.impl..", "io.netty..")
            .because("what goes below the public API of Vert.x may break with any version"));
  }

  @Test
  void there_is_one_logging_api() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching("io\\.chatcluster\\.(ops\\.LogLimit|postgres\\.DriverLog)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "ch.qos.logback..")
            .because("all lines of a node come through SLF4J"));
  }

  @Test
  void nothing_is_printed_but_why_a_node_could_not_start() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching("io\\.chatcluster\\.(Main|Ending)")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("standard output belongs to the log"));
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .because("standard output belongs to the log"));
  }

  @Test
  void environment_variables_are_read_in_one_place() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching("io\\.chatcluster\\.Main")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("configuration is read once, checked whole and handed down as values"));
  }

  @Test
  void variables_are_known_to_the_settings_alone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(in("config"))
            .and()
            .haveSimpleNameNotContaining("Settings")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(Variable.class.getName())
            .because("what a part needs to know is a value of its own, whatever it was read from"));
  }

  @Test
  void nothing_is_found_by_reflection() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.reflect..")
            .because("the object graph can be read in Main from top to bottom"));
  }

  @Test
  void records_and_enums_of_the_protocol_are_public_values() {
    check(
        classes()
            .that()
            .resideInAPackage(in("protocol"))
            .and()
            .areRecords()
            .and()
            .arePublic()
            .should()
            .haveOnlyFinalFields()
            .because("what travels is frozen"));
  }

  @Test
  void the_parts_of_a_session_do_not_know_the_session() {
    check(
        noClasses()
            .that()
            .resideInAPackage(in("session"))
            .and()
            .haveNameNotMatching("io\\.chatcluster\\.session\\.Session")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.chatcluster.session.Session")
            .because("a part is understood from what it is given, and the whole from its parts"));
  }

  @Test
  void nothing_stands_between_the_hub_and_a_connection() {
    check(
        classes()
            .that()
            .implement(Outlet.class)
            .should()
            .implement(Connection.class)
            .because("whatever stood there would be called for every delivery to every client"));
  }

  @Test
  void only_the_feeds_are_told_what_is_heard_of_the_cluster() {
    check(
        classes()
            .that()
            .implement(Subscriptions.Listener.class)
            .should()
            .haveFullyQualifiedName("io.chatcluster.node.Feeds")
            .because("a wake-up has one way through the node"));
  }

  private static String packageOf(JavaClass one) {
    String name = one.getPackageName();
    return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : name;
  }

  private static String in(String name) {
    return ROOT + "." + name + "..";
  }

  private static void check(ArchRule rule) {
    rule.check(NODE);
  }
}
