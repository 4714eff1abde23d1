package io.chatcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.archive.ArchivePlan;
import io.chatcluster.archive.ArchiveQueue;
import io.chatcluster.archive.ArchiveStore;
import io.chatcluster.broker.Epochs;
import io.chatcluster.node.Receipt;
import io.chatcluster.protocol.Bodies;
import io.chatcluster.protocol.Content;
import io.chatcluster.protocol.ErrorCode;
import io.chatcluster.protocol.MessageId;
import io.chatcluster.protocol.Position;
import io.chatcluster.protocol.RoomId;
import io.chatcluster.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the simulator has found, told step by step: Redis forgets, and nothing is stored twice or
/// stands still.
class LostIncarnationTest {

  private static final RoomId ROOM = new RoomId("general");
  private static final UserId ADA = new UserId("ada");

  private final World world = new World(Scenario.calm(), false);
  private final List<String> told = new ArrayList<>();

  // Seed 154: the archive had been asked about the message under one epoch; it was appended,
  // archived and forgotten by Redis, and then appended again under the next epoch on the
  // strength of the old answer.
  @Test
  void an_answer_of_the_archive_counts_only_for_the_epoch_in_which_it_was_asked() {
    holdTheArchiver();
    pass(100);
    say("first");
    archive();
    world.redis.flushAll();
    say("second");
    archive();
    world.redis.flushAll();
    say("third");
    archive();
    pass(2_000);

    assertThat(world.postgres.violations()).isEmpty();
    assertThat(world.postgres.history(ROOM)).hasSize(3);
    assertThat(told).contains("second is stored at 2-1").doesNotHaveDuplicates();
  }

  // Seeds 2604, 4436, 4597: a node claimed an epoch and died before it could tell Redis. The
  // others went on under the old one, and the archive refused all that they wrote.
  @Test
  void an_epoch_whose_claimer_died_does_not_stop_the_archive() {
    pass(1_000);
    say("first");
    pass(1_000);
    claim(world.redis.incarnation());
    say("second");
    pass(2_500);

    assertThat(told).containsExactly("first is stored at 1-1", "second is stored at 1-2");
  }

  // A claim for a life of Redis that had ended by then reached the archive after that of the next
  // one. Nobody could tell Redis an epoch of a life that was over, and nothing was archived.
  @Test
  void a_claim_that_comes_too_late_does_not_stop_the_archive() {
    pass(1_000);
    say("first");
    pass(1_000);
    String before = world.redis.incarnation();
    restartRedis();
    claim(before);
    say("second");
    pass(2_500);

    assertThat(told).contains("first is stored at 1-1").hasSize(2);
    assertThat(texts()).containsExactly("first", "second");
  }

  // Seed 314118: Redis came back from an older file with a message that had never been archived, on
  // a branch that had lost since. Its id was known, so nobody appended it again; its place was
  // below the archive's head, so nobody archived it.
  @Test
  void an_id_that_comes_back_with_a_lost_branch_does_not_keep_its_message_out() {
    holdTheArchiver();
    pass(100);
    say("first");
    archive();
    MessageId id = id();
    say("lost", id);
    pass(4_000);
    world.redis.sync();
    world.redis.flushAll();
    say("second");
    archive();
    restartRedis();

    say("lost", id);
    say("third");
    archive();
    pass(2_000);

    assertThat(world.postgres.violations()).isEmpty();
    assertThat(texts()).containsExactly("first", "second", "lost", "third");
    assertThat(told).contains("lost failed: RETRY_LATER", "lost is stored at 3-1");
  }

  @Test
  void a_message_that_comes_back_with_redis_and_can_be_archived_is_not_appended_again() {
    holdTheArchiver();
    pass(100);
    say("first");
    archive();
    MessageId id = id();
    say("kept", id);
    pass(4_000);
    world.redis.sync();
    restartRedis();

    say("kept", id);
    say("second");
    archive();
    pass(2_000);

    assertThat(world.postgres.violations()).isEmpty();
    assertThat(texts()).containsExactly("first", "kept", "second");
    assertThat(told).contains("kept is stored at 1-2", "second is stored at 2-1");
  }

  // Seed 11571: the first append of a room was cut short, and then its stream was lost. The hash
  // said that there was nothing, the stream had nothing, and nobody asked the queue: the place was
  // given out twice.
  @Test
  void a_hash_and_a_stream_that_agree_on_nothing_do_not_vouch_for_it() {
    holdTheArchiver();
    pass(100);
    say("first");
    world.redis.room(ROOM).tear();
    world.redis.room(ROOM).loseStream();
    say("second");
    archive();
    pass(2_000);

    assertThat(texts()).containsExactly("first", "second");
    assertThat(told).containsExactlyInAnyOrder("first is stored at 1-1", "second is stored at 1-3");
  }

  // Seed 2352: what waited did not join up with what was archived, so it was not put back, and its
  // places were given out again. The archiver stands still before the hole; but nothing stands
  // where something else has been.
  @Test
  void a_place_of_what_waits_behind_a_hole_is_not_given_out_again() {
    holdTheArchiver();
    pass(100);
    say("first");
    archive();
    say("lost");
    say("behind the hole");
    world.redis.partition(0).loseQueue();
    pass(4_000);
    say("behind it too");
    world.redis.room(ROOM).loseHash();
    world.redis.room(ROOM).loseStream();
    say("last");

    List<String> places =
        world.redis.partition(0).waiting(Position.NONE, 100).stream()
            .map(entry -> entry.publication().at().toString())
            .toList();
    assertThat(places).startsWith("1-3", "2-1").hasSize(3).doesNotHaveDuplicates();
  }

  // Seed 395 with lost keys: an append was cut short, so its id was forgotten; then the hash was
  // lost, and the stream vouched for its end. The archive was asked about the id too early.
  @Test
  void an_id_whose_message_waits_at_the_end_of_the_stream_is_known_again() {
    holdTheArchiver();
    pass(100);
    MessageId id = id();
    say("first", id);
    world.redis.room(ROOM).tear();
    world.redis.room(ROOM).loseHash();
    say("first", id);
    say("second");
    archive();
    pass(2_000);

    assertThat(world.postgres.violations()).isEmpty();
    assertThat(texts()).containsExactly("first", "second");
  }

  private void restartRedis() {
    world.redis.crash(true);
    world.node(0).links().forEach(SimLink::cut);
    world.redis.restart();
    pass(2_000);
  }

  private List<String> texts() {
    return world.postgres.history(ROOM).stream().map(row -> Bodies.message(row)).toList();
  }

  private void pass(long millis) {
    world.clock.runMillis(millis);
  }

  private void holdTheArchiver() {
    world.node(0).archiver().fallSilent();
  }

  private void claim(String life) {
    world.postgres.claim(List.of(new Epochs.Claim(0, life + "-9", 1, 1)));
  }

  /// What an archiver does whose announcements are lost.
  private void archive() {
    SimPartition partition = world.redis.partition(0);
    List<ArchiveQueue.Entry> entries = partition.waiting(Position.NONE, 100);
    SimStore store = new SimStore(world.postgres);
    try (ArchiveStore.Transaction transaction =
        store.begin(Map.of(0, partition.epoch()), Set.of(ROOM))) {
      ArchivePlan plan = new ArchivePlan(transaction.heads());
      assertThat(plan.add(entries)).isEmpty();
      transaction.insert(plan.rows());
      transaction.commit();
    }
    store.close();
  }

  private MessageId id() {
    return MessageId.create(world.clock.nowMillis(), world.clock.anyLong(), world.clock.anyLong());
  }

  private void say(String text) {
    say(text, id());
  }

  private void say(String text, MessageId id) {
    long now = world.clock.nowMillis();
    Receipt receipt =
        new Receipt() {
          @Override
          public void stored(Position at) {
            told.add(text + " is stored at " + at);
          }

          @Override
          public void failed(ErrorCode code, long retryAfterMillis) {
            told.add(text + " failed: " + code);
          }
        };
    world
        .node(0)
        .part(0)
        .publisher()
        .publish(ROOM, new Content.Chat(id, ADA, "Ada", now, text), receipt);
    pass(200);
  }
}
