package io.chatcluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which link leads to which partition.
class LinksTest {

  private static RedisSettings settings(int count) {
    List<RedisSettings.Server> servers =
        Stream.iterate(6379, port -> port + 1)
            .map(
                port ->
                    new RedisSettings.Server("redis://127.0.0.1:" + port, "", RedisTls.STANDARD))
            .limit(count)
            .toList();
    RedisServers places =
        count == 1
            ? RedisServers.one(servers.getFirst())
            : RedisServers.several(servers, partition -> partition % count);
    return new RedisSettings(places, Duration.ofSeconds(1), 10, RedisRig.LOG, RedisRig.READS);
  }

  private static Links<Destination> links(int count) {
    return new Links<>("log", settings(count), destination -> destination);
  }

  @Test
  void one_server_has_one_link_for_all_partitions_which_needs_no_number() {
    Links<Destination> links = links(1);

    assertThat(links.all()).hasSize(1);
    assertThat(links.of(0)).isSameAs(links.of(63)).isSameAs(links.all().getFirst());
    assertThat(links.of(0).name()).isEqualTo("log");
    assertThat(links.of(0).partitions(3)).containsExactly(0, 1, 2);
    assertThat(links.group(List.of(2, 0, 1), partition -> partition))
        .containsExactly(entry(links.of(0), List.of(2, 0, 1)));
  }

  @Test
  void of_several_servers_each_has_a_link_for_what_it_keeps_and_a_number() {
    Links<Destination> links = links(2);

    assertThat(links.all()).extracting(Destination::name).containsExactly("log 1", "log 2");
    assertThat(links.of(1)).isSameAs(links.all().get(1)).isSameAs(links.of(3));
    assertThat(links.all())
        .extracting(link -> link.partitions(5))
        .containsExactly(List.of(0, 2, 4), List.of(1, 3));
    assertThat(links.all())
        .extracting(link -> link.address().connection())
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void many_things_go_to_each_link_at_once_in_their_order() {
    Links<Destination> links = links(2);

    Map<Destination, List<String>> groups =
        links.group(List.of("room3", "room0", "room1"), room -> room.charAt(4) - '0');

    assertThat(groups)
        .containsExactly(
            entry(links.of(1), List.of("room3", "room1")), entry(links.of(0), List.of("room0")));
  }

  @Test
  void what_belongs_to_no_partition_is_on_the_first_server() {
    assertThat(Destination.first("limits", settings(2)).address().connection())
        .isEqualTo(links(2).of(0).address().connection());
  }

  @Test
  void those_that_can_be_reached_answer_for_all_and_if_none_can_it_is_a_failure() {
    IllegalStateException failure = new IllegalStateException("away");
    Future<String> away = Future.failedFuture(failure);

    assertThat(Links.reached(List.of(away, Future.succeededFuture("here"))).result())
        .containsExactly("here");
    assertThat(Links.reached(List.of(away, away)).cause()).isSameAs(failure);
    assertThat(Links.reached(List.<Future<String>>of()).result()).isEmpty();
  }
}
