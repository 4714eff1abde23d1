package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatcluster.broker.LinkEvents;
import io.chatcluster.tls.Authority;
import io.chatcluster.waiting.Answers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// `rediss://` against a Redis behind TLS. Found by trying: it had never worked, since nobody had
/// said how the name of the server is checked.
class RedisTlsTest {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final TestRedis REDIS = new TestRedis();

  @TempDir private static Path directory;
  private static Authority authority;
  private static Authority another;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<RedisLink> links = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RedisLink.class);

  @BeforeAll
  static void prepare() {
    authority = new Authority(directory);
    another = new Authority(directory);
    REDIS.command("ACL", "SETUSER", "ada", "on", ">p@ss/w+rd%", "~*", "&*", "+@all");
  }

  @AfterAll
  static void endRedis() {
    REDIS.close();
  }

  @AfterEach
  void end() {
    logger.detachAppender(log);
    links.forEach(link -> loop.runOnContext(_ -> link.close()));
    Answers.of(vertx.close());
  }

  private int proxy(Authority.Identity identity) {
    return new TlsProxy(vertx, REDIS.port(), identity, "").port();
  }

  private RedisLink link(String url, String password, RedisTls tls) {
    log.start();
    logger.addAppender(log);
    RedisSettings settings =
        new RedisSettings(
            RedisServers.one(new RedisSettings.Server(url, password, tls)),
            Duration.ofSeconds(5),
            10,
            RedisRig.LOG,
            RedisRig.READS);
    CompletableFuture<RedisLink> made = new CompletableFuture<>();
    RedisLink.Owner owner =
        new RedisLink.Owner() {
          @Override
          public Future<?> prepare(RedisConnection connection) {
            return Future.succeededFuture();
          }
        };
    loop.runOnContext(
        _ ->
            made.complete(
                new RedisLink(vertx, Destination.first("test", settings), LinkEvents.NONE, owner)));
    RedisLink link = made.join();
    links.add(link);
    link.start();
    return link;
  }

  private String whoAmI(RedisLink link) {
    await().atMost(BOUND).until(link::isUp);
    return Answers.on(loop, () -> link.send(Request.cmd(Command.ACL).arg("WHOAMI"))).toString();
  }

  private void refused(RedisLink link, String reason) {
    await()
        .atMost(BOUND)
        .until(
            () ->
                List.copyOf(log.list).stream()
                    .anyMatch(line -> line.getFormattedMessage().contains(reason)));
    assertThat(link.isUp()).isFalse();
  }

  private static RedisTls trusting(Authority whom) {
    return new RedisTls(whom.file().toString(), "", "");
  }

  @Test
  void a_redis_of_a_private_authority_is_reached_as_the_user_of_the_address() {
    int port = proxy(authority.issue("localhost"));

    String given = "rediss://ada:p%40ss%2Fw+rd%25@localhost:" + port;
    assertThat(whoAmI(link(given, "", trusting(authority)))).isEqualTo("ada");
    String parameters = "rediss://localhost:" + port + "/1?user=ada&password=p@ss/w+rd%25";
    assertThat(whoAmI(link(parameters, "", trusting(authority)))).isEqualTo("ada");
    String user = "rediss://ada@localhost:" + port + "/0";
    assertThat(whoAmI(link(user, "p@ss/w+rd%", trusting(authority)))).isEqualTo("ada");
    assertThat(whoAmI(link("rediss://localhost:" + port, "", trusting(authority))))
        .isEqualTo("default");
  }

  @Test
  void a_certificate_for_another_name_is_refused_and_the_log_says_so() {
    int port = proxy(authority.issue("redis.example"));

    refused(
        link("rediss://localhost:" + port, "", trusting(authority)),
        "TLS: No subject alternative DNS name matching localhost found");
  }

  @Test
  void a_certificate_of_an_unknown_authority_is_refused_and_the_log_says_so() {
    int port = proxy(authority.issue("localhost"));

    String reason = "TLS: unable to find valid certification path";
    refused(link("rediss://localhost:" + port, "", trusting(another)), reason);
    log.list.clear();
    refused(link("rediss://localhost:" + port, "", RedisTls.STANDARD), reason);
  }

  @Test
  void a_certificate_that_is_over_is_refused_and_the_log_says_so() {
    int port = proxy(authority.issueExpired("localhost"));

    refused(link("rediss://localhost:" + port, "", trusting(authority)), "TLS: NotAfter: ");
  }

  @Test
  void a_redis_that_wants_a_certificate_gets_ours() {
    Authority.Identity node = authority.issue("chat-node");
    int port =
        new TlsProxy(vertx, REDIS.port(), authority.issue("localhost"), authority.file().toString())
            .port();
    RedisTls tls =
        new RedisTls(
            authority.file().toString(), node.certificate().toString(), node.key().toString());

    assertThat(whoAmI(link("rediss://localhost:" + port, "", tls))).isEqualTo("default");
  }

  @Test
  void a_server_without_tls_is_not_spoken_to_in_plain_text() {
    refused(link("rediss://localhost:" + REDIS.port(), "", trusting(authority)), "redis");
    assertThat(log.list).noneMatch(line -> line.getFormattedMessage().contains("p@ss"));
  }
}
