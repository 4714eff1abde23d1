package io.chatcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatcluster.broker.Append;
import io.chatcluster.broker.Draft;
import io.chatcluster.broker.Stale;
import io.chatcluster.protocol.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Messages whose place in the log belongs to an incarnation that may have lost.
class LostBranchTest extends PublisherFixture {

  /// Redis has come back from an older file: it remembers `a` at 1-1, on a branch that lost to 2-1.
  private Draft lostWithABranch() {
    Draft draft = publish(publisher, "a");
    loop.pass(TIMEOUT + 1);
    tick();
    log.lose(Position.NONE);
    publish(publisher, "b");
    log.archiveAll();
    publisher.committed(0, new Position(2, 2), Set.of());
    log.rules().remember(ROOM, ADA, draft.id(), new Position(1, 1), new Position(1, 1));
    told.clear();
    return draft;
  }

  @Test
  void a_message_whose_id_is_remembered_from_a_lost_branch_is_appended_again() {
    Draft draft = lostWithABranch();

    publish(publisher, "a", draft);
    loop.turn();
    assertThat(texts()).containsExactly("b", "a");
    log.archiveAll();
    loop.pass(2_000);
    tick();

    assertThat(told).containsExactly("a 2-2");
  }

  @Test
  void nothing_newer_passes_by_a_message_in_doubt() {
    Draft draft = lostWithABranch();
    Promise<Append> first = Promise.promise();
    log.answers.add(first::future);
    publish(publisher, "x");
    publish(publisher, "a", draft);
    publish(publisher, "c");
    log.archiveDown = true;

    first.complete(new Stale());
    loop.pass(1_000);
    assertThat(texts()).containsExactly("b", "x");
    log.archiveDown = false;
    loop.pass(1_000);

    assertThat(texts()).containsExactly("b", "x", "a", "c");
  }

  @Test
  void a_message_that_the_archive_may_get_yet_is_never_appended_again() {
    Draft draft = publish(publisher, "a");
    loop.pass(TIMEOUT + 1);
    tick();
    log.lose(new Position(1, 1));
    publish(publisher, "b");

    publish(publisher, "a", draft);
    publish(publisher, "c");
    loop.pass(1_000);
    tick();
    assertThat(texts()).containsExactly("a", "b", "c");
    log.archiveAll();
    tick();

    assertThat(told).contains("a 1-1");
    assertThat(texts()).containsExactly("a", "b", "c");
  }

  @Test
  void a_place_that_was_lost_is_not_asked_for_again_and_again() {
    Draft draft = lostWithABranch();
    Append known =
        new Append.Done(
            List.of(new Append.Outcome.Duplicate(new Position(1, 1), new Position(1, 1))));
    for (int i = 0; i < 5; i++) {
      // A library of an older version knows nothing of proofs.
      log.answers.add(() -> Future.succeededFuture(known));
    }

    publish(publisher, "a", draft);
    loop.pass(1_000);

    assertThat(log.answers).hasSize(3);
    assertThat(told).isEmpty();
  }
}
