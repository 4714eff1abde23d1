package io.chatcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.protocol.AckLevel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// The simulator turns red when the cluster is broken, and for the reason that was broken.
class MutationTest {

  private static final int SEEDS = 1_500;
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);
  private static final Set<Fault> LOSSES =
      EnumSet.of(Fault.REDIS_LOSS, Fault.FLUSH, Fault.POSTGRES_DOWN);
  private static final Set<Fault> LOSSLESS =
      EnumSet.complementOf(EnumSet.of(Fault.REDIS_LOSS, Fault.FLUSH, Fault.PARTITION_LOST));

  @Test
  void no_dedupe_is_caught() {
    assertCaught(Mutation.NO_DEDUPE, AckLevel.DURABLE, ALL, "C2");
  }

  @Test
  void no_position_check_is_caught() {
    assertCaught(Mutation.NO_POSITION_CHECK, AckLevel.DURABLE, Set.of(Fault.WAKE_UPS), "C5");
  }

  @Test
  void no_catch_up_after_a_resubscription_is_caught() {
    Set<Fault> cuts = Set.of(Fault.PUBSUB_CUT);

    long seed = assertCaught(Mutation.NO_CATCH_UP_AFTER_RESUBSCRIBE, AckLevel.DURABLE, cuts, "C5");

    // The position check, which is off here too, is not what makes it red.
    Scenario control = Scenario.of(seed).with(Mutation.NO_POSITION_CHECK, AckLevel.DURABLE, cuts);
    assertThat(run(control)).isEmpty();
  }

  @Test
  void trimming_before_the_commit_is_caught() {
    assertCaught(Mutation.TRIM_BEFORE_COMMIT, AckLevel.DURABLE, ALL, "C1");
  }

  @Test
  void an_ack_before_the_append_is_caught() {
    assertCaught(Mutation.ACK_BEFORE_APPEND, AckLevel.LOGGED, LOSSLESS, "C1");
  }

  @Test
  void an_ack_before_the_commit_is_caught() {
    assertCaught(Mutation.ACK_BEFORE_COMMIT, AckLevel.DURABLE, LOSSES, "C1");
  }

  @Test
  void an_announcement_before_the_commit_is_caught() {
    assertCaught(Mutation.ANNOUNCED_BEFORE_COMMIT, AckLevel.DURABLE, LOSSES, "C1");
  }

  @Test
  void a_batch_that_is_not_read_again_after_its_epoch_is_caught() {
    Set<Fault> losses = EnumSet.of(Fault.REDIS_LOSS, Fault.FLUSH, Fault.ZOMBIE_ARCHIVER);
    assertCaught(Mutation.NOT_READ_AGAIN, AckLevel.DURABLE, losses, "");
  }

  @Test
  void an_epoch_that_does_not_rise_after_a_crash_is_caught() {
    assertCaught(Mutation.EPOCH_IGNORED, AckLevel.DURABLE, Set.of(Fault.REDIS_LOSS), "C3");
  }

  @Test
  void an_epoch_war_is_caught() {
    Set<Fault> names = EnumSet.of(Fault.FIRST_REPLICA, Fault.LINK_CUT);
    assertCaught(Mutation.OLD_NAMES, AckLevel.DURABLE, names, "F1");
  }

  @Test
  void claims_that_come_late_and_raise_an_epoch_nevertheless_are_caught() {
    Set<Fault> names = EnumSet.of(Fault.FIRST_REPLICA, Fault.LINK_CUT, Fault.FLUSH);
    assertCaught(Mutation.LATE_CLAIMS, AckLevel.DURABLE, names, "F1");
  }

  @Test
  void a_queue_that_begins_anew_is_caught() {
    Set<Fault> losses = EnumSet.of(Fault.QUEUE_LOST, Fault.FLUSH, Fault.POSTGRES_DOWN);
    assertCaught(Mutation.QUEUE_BEGINS_ANEW, AckLevel.DURABLE, losses, "C1");
  }

  @Test
  void an_opening_that_trusts_a_rooms_hash_is_caught() {
    assertCaught(Mutation.HASH_TRUSTED, AckLevel.DURABLE, Set.of(Fault.KEYS_LOST), "C");
  }

  @Test
  void a_hash_and_a_stream_that_are_believed_because_they_agree_are_caught() {
    Set<Fault> losses = EnumSet.of(Fault.KEYS_LOST, Fault.POSTGRES_DOWN);
    assertCaught(Mutation.AGREEMENT_TRUSTED, AckLevel.DURABLE, losses, "C");
  }

  @Test
  void a_room_that_leaves_before_it_is_archived_is_caught() {
    assertCaught(Mutation.RETIRED_BEFORE_COMMIT, AckLevel.LOGGED, Set.of(Fault.QUEUE_LOST), "C1");
  }

  @Test
  void an_opening_that_does_not_notice_a_retirement_is_caught() {
    assertCaught(Mutation.RETIREMENT_UNNOTICED, AckLevel.DURABLE, ALL, "C");
  }

  @Test
  void an_archive_without_compare_and_set_is_caught() {
    Set<Fault> forks = EnumSet.of(Fault.REDIS_LOSS, Fault.FLUSH, Fault.ZOMBIE_ARCHIVER);
    assertCaught(Mutation.NO_COMPARE_AND_SET, AckLevel.DURABLE, forks, "C6");
  }

  @Test
  void partitions_that_only_their_holder_archives_are_caught() {
    Set<Fault> silence = Set.of(Fault.SILENT_ARCHIVER);
    assertCaught(Mutation.NO_TAKEOVER, AckLevel.DURABLE, silence, "did not settle");
  }

  @Test
  void partitions_that_wait_for_a_frozen_node_are_caught() {
    Set<Fault> freezes = Set.of(Fault.NODE_FREEZE);
    assertCaught(Mutation.NO_TAKEOVER, AckLevel.DURABLE, freezes, "F2");
  }

  @Test
  void a_fence_that_asks_a_slow_database_partition_by_partition_is_caught() {
    Set<Fault> restarts = Set.of(Fault.REDIS_RESTART);
    assertCaught(Mutation.FENCE_BY_PARTITION, AckLevel.DURABLE, restarts, "did not settle");
  }

  @Test
  void deadlines_by_a_clock_that_somebody_may_set_are_caught() {
    Set<Fault> steps = EnumSet.of(Fault.CLOCK_STEP, Fault.POSTGRES_DOWN);
    assertCaught(Mutation.WALL_CLOCK_DEADLINES, AckLevel.DURABLE, steps, "a sender waited");
  }

  @Test
  void a_position_that_is_kept_before_its_message_is_applied_is_caught() {
    Set<Fault> deaths = Set.of(Fault.CLIENT_RESTART);
    assertCaught(Mutation.POSITION_BEFORE_APPLY, AckLevel.DURABLE, deaths, "C3");
  }

  @Test
  void an_answer_from_before_a_change_of_rights_is_caught() {
    assertCaught(Mutation.RIGHTS_FROM_BEFORE, AckLevel.DURABLE, Set.of(Fault.RIGHTS), "R1");
  }

  @Test
  void rights_that_are_believed_for_ever_are_caught() {
    Set<Fault> changes = Set.of(Fault.RIGHTS);
    assertCaught(
        (seed, broken) -> Scenario.of(seed).lasting(broken, AckLevel.DURABLE, changes),
        Mutation.RIGHTS_REMEMBERED,
        "R2");
  }

  /// Some seed is red with the mutation for this reason, and green without it.
  ///
  /// @return the seed
  private static long assertCaught(
      Mutation mutation, AckLevel level, Set<Fault> faults, String reason) {
    return assertCaught(
        (seed, broken) -> Scenario.of(seed).with(broken, level, faults), mutation, reason);
  }

  /// @param runs what is run with a seed, broken or not
  private static long assertCaught(
      BiFunction<Long, Mutation, Scenario> runs, Mutation mutation, String reason) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<String> broken = run(runs.apply(seed, mutation));
      if (broken.stream().anyMatch(found -> found.startsWith(reason))) {
        assertThat(run(runs.apply(seed, Mutation.NONE))).isEmpty();
        return seed;
      }
    }
    throw new AssertionError(mutation + " is not caught within " + SEEDS + " seeds");
  }

  private static List<String> run(Scenario scenario) {
    return new World(scenario, false).run();
  }
}
