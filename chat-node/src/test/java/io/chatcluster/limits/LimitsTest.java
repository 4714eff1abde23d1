package io.chatcluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Accounts that are shared, kept and forgotten; and several nodes that settle with each other.
class LimitsTest {

  private static final int MOST = 1_000;

  private static Limits limits(int perSecond, int atOnce) {
    return new Limits(
        new Limits.Settings(Map.of(Limit.USER_MESSAGES, new Rate(perSecond, atOnce)), 2, MOST),
        LimitEvents.NONE);
  }

  private static boolean take(Account account, long now) {
    boolean there = account.waitMillis(Limit.USER_MESSAGES, 1, now) == 0;
    if (there) {
      account.charge(Limit.USER_MESSAGES, 1, now);
    }
    return there;
  }

  private static int take(Account account, int asked, long now) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      taken += take(account, now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void everybody_who_opens_an_account_by_one_name_shares_it() {
    Limits limits = limits(10, 20);

    int taken = 0;
    for (int socket = 0; socket < 10; socket++) {
      taken += take(limits.user("ada"), 20, 0);
    }

    assertThat(taken).isEqualTo(20);
    assertThat(take(limits.user("bob"), 20, 0)).isEqualTo(20);
  }

  @Test
  void to_go_and_come_back_fills_no_bucket() {
    Limits limits = limits(10, 20);
    Account first = limits.user("ada");
    take(first, 20, 0);
    first.close();
    tick(limits, 0);

    assertThat(take(limits.user("ada"), 20, 0)).isZero();
  }

  @Test
  void names_that_have_rested_are_forgotten() {
    Limits limits = limits(10, 20);
    for (int i = 0; i < 500; i++) {
      Account account = limits.user("u" + i);
      take(account, 10, 0);
      account.close();
    }
    Account kept = limits.user("ada");

    tick(limits, 500);
    assertThat(limits.accounts(Scope.USER)).isEqualTo(501);
    tick(limits, 2_000);

    assertThat(limits.accounts(Scope.USER)).isEqualTo(1);
    assertThat(take(kept, 20, 2_000)).isEqualTo(20);
    assertThat(take(limits.user("ada"), 20, 2_000)).isZero();
  }

  @Test
  void names_without_end_take_bounded_memory_and_are_limited_all_the_same() {
    Limits limits = limits(1, 1);
    List<Account> open = new ArrayList<>();

    int taken = 0;
    for (int i = 0; i < 10 * MOST; i++) {
      Account account = limits.user(i < 256 ? "shared " + i : "u" + i);
      open.add(account);
      taken += take(account, 5, 0);
    }

    assertThat(limits.accounts(Scope.USER)).isEqualTo(MOST);
    assertThat(taken).isBetween(MOST, MOST + 256);
    open.forEach(Account::close);
    tick(limits, 10_000);
    assertThat(limits.accounts(Scope.USER)).isZero();
    assertThat(take(limits.user("late"), 5, 10_000)).isEqualTo(1);
  }

  /// A user may be called what these accounts were called; a newcomer who went took that user's.
  @Test
  void an_account_that_newcomers_share_has_a_name_that_no_user_has() {
    Limits limits = limits(1, 1);
    for (int i = 0; i < MOST; i++) {
      limits.user("shared " + i);
    }

    for (int i = 0; i < 2 * MOST; i++) {
      limits.user("late " + i).close();
    }
    tick(limits, 10_000);

    assertThat(limits.accounts(Scope.USER)).isEqualTo(MOST);
  }

  @Test
  void an_address_has_so_many_sockets_on_a_node() {
    Limits limits = limits(10, 20);
    ClientAddress home = new ClientAddress("192.0.2.1");

    Account first = limits.address(home);
    assertThat(limits.tooManySockets(limits.address(home))).isFalse();
    assertThat(limits.tooManySockets(limits.address(home))).isTrue();
    first.close();
    first.close();

    assertThat(limits.tooManySockets(limits.address(home))).isFalse();
  }

  @Test
  void a_user_on_three_nodes_gets_little_more_than_on_one() {
    Cluster cluster = new Cluster();
    List<Limits> nodes = List.of(limits(10, 20), limits(10, 20), limits(10, 20));
    List<Account> accounts = nodes.stream().map(node -> node.user("ada")).toList();
    nodes.forEach(node -> node.settleWith(cluster));

    int taken = flood(nodes, accounts, cluster, 60);

    // A minute's worth, and what each node lets through until it has heard of the others.
    assertThat(taken).isBetween(600, 600 + 3 * 20 + 15);
  }

  /// What is not worth a word to others is documented with what it amounts to.
  @Test
  void demand_below_an_eighth_on_eight_more_nodes_is_as_much_again() {
    Cluster cluster = new Cluster();
    List<Limits> nodes = IntStream.range(0, 9).mapToObj(_ -> limits(8, 16)).toList();
    List<Account> accounts = nodes.stream().map(node -> node.user("ada")).toList();
    nodes.forEach(node -> node.settleWith(cluster));

    int taken = 0;
    for (; cluster.now < 120_000; cluster.now += 50) {
      taken += take(accounts.getFirst(), 5, cluster.now);
      for (int other = 1; cluster.now % 1_000 == 0 && other < nodes.size(); other++) {
        taken += take(accounts.get(other), 1, cluster.now);
      }
      if (cluster.now % Limits.TICK_MILLIS == 0) {
        nodes.forEach(node -> node.tick(cluster.now));
      }
      cluster.answer();
    }

    assertThat(taken).isBetween(2 * 8 * 120 - 20, 2 * 8 * 120 + 20);
  }

  @Test
  void nodes_that_cannot_settle_hold_their_own_limits_and_refuse_nothing_more() {
    Cluster cluster = new Cluster();
    cluster.away = true;
    List<Limits> nodes = List.of(limits(10, 20), limits(10, 20));
    List<Account> accounts = nodes.stream().map(node -> node.user("ada")).toList();
    nodes.forEach(node -> node.settleWith(cluster));

    assertThat(flood(nodes, accounts, cluster, 10)).isBetween(2 * 118, 2 * 122);
    cluster.away = false;
    assertThat(flood(nodes, accounts, cluster, 60)).isBetween(590, 660);
  }

  @Test
  void an_answer_that_never_comes_stops_no_message() {
    Limits node = limits(10, 20);
    node.settleWith(_ -> Promise.<List<Long>>promise().future());
    Account account = node.user("ada");

    int taken = 0;
    for (long now = 0; now < 10_000; now += Limits.TICK_MILLIS) {
      taken += take(account, 10, now);
      node.tick(now);
    }

    assertThat(taken).isBetween(115, 120);
  }

  @Test
  void people_who_chat_ask_the_cluster_nothing() {
    Cluster cluster = new Cluster();
    Limits node = limits(10, 20);
    node.settleWith(cluster);
    List<Account> people = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      people.add(node.user("u" + i));
    }

    for (int second = 0; second < 120; second++) {
      cluster.now = second * 1_000L;
      people.forEach(account -> assertThat(take(account, cluster.now)).isTrue());
      node.tick(cluster.now);
    }

    assertThat(cluster.questions).isZero();
  }

  private static int flood(
      List<Limits> nodes, List<Account> accounts, Cluster cluster, int seconds) {
    int taken = 0;
    long end = cluster.now + seconds * 1_000L;
    while (cluster.now < end) {
      for (int i = 0; i < nodes.size(); i++) {
        taken += take(accounts.get(i), 5, cluster.now);
        if (cluster.now % Limits.TICK_MILLIS == 0) {
          nodes.get(i).tick(cluster.now);
        }
      }
      cluster.now += 50;
      cluster.answer();
    }
    return taken;
  }

  private static void tick(Limits limits, long now) {
    for (int i = 0; i < 4; i++) {
      limits.tick(now);
    }
  }

  /// The buckets of the cluster, with an answer that takes 50 ms.
  private static final class Cluster implements Quotas {

    private final Map<String, Long> fullAt = new HashMap<>();
    private final Queue<Runnable> answers = new ArrayDeque<>();
    long now;
    boolean away;
    int questions;

    @Override
    public Future<List<Long>> settle(List<Debit> debits) {
      questions++;
      if (away) {
        return Future.failedFuture("away");
      }
      List<Long> missing = new ArrayList<>();
      for (Debit debit : debits) {
        long micros = now * 1_000;
        long full =
            Math.max(fullAt.getOrDefault(debit.limit() + debit.name(), 0L), micros)
                + debit.takenMicros();
        full = Math.min(full, micros + debit.mostMicros());
        fullAt.put(debit.limit() + debit.name(), full);
        missing.add(full - micros);
      }
      Promise<List<Long>> answer = Promise.promise();
      answers.add(() -> answer.complete(missing));
      return answer.future();
    }

    void answer() {
      for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
        next.run();
      }
    }
  }
}
