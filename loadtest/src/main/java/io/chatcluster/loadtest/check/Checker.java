package io.chatcluster.loadtest.check;

import io.chatcluster.loadtest.client.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Proves or refutes the delivery contract over what a run has recorded. Pure; any thread.
///
/// | check | what it finds |
/// |---|---|
/// | C1 | an acked message that is not stored where the ack said |
/// | C2 | a message stored twice, or handed to an application twice |
/// | C3 | a client whose view, after rollbacks, is not an unbroken piece of the stored history |
/// | C4 | a message that nobody sent, or one that was refused and is stored all the same |
/// | C5 | a client that does not reach the head in time once all is quiet |
/// | C6 | a link to a predecessor that is broken, or a gap that nothing explains |
/// | C7 | an acked message that a client was told is gone |
/// | C8 | a message of a room log that is not in the archive |
/// | C10 | acked messages of one sender stored in another order than they were sent |
/// | C11 | a signal heard twice over a connection, by its sender, where one is not, or untold |
public final class Checker {

  private final long convergenceNanos;

  /// @param convergence the time that a connected client has to reach the head
  public Checker(Duration convergence) {
    this.convergenceNanos = convergence.toNanos();
  }

  /// All violations; none for a run that keeps the contract.
  public List<Violation> check(Run run) {
    Findings findings = new Findings();
    Sends sends = new Sends(findings);
    long quietNanos = run.faultsEndedNanos();
    // All sends first: a receiver may have recorded a message before its sender recorded the ack.
    for (Entry entry : run.history()) {
      if (sends.apply(entry)) {
        quietNanos = Math.max(quietNanos, entry.nanos());
      }
    }
    Views views = new Views(findings, sends, run.retentionExceeded());
    run.history().forEach(views::apply);
    Map<String, RoomHistory> rooms = RoomHistory.merge(run.archive(), run.logs());
    sends.checkAcks(rooms);
    rooms.forEach(sends::checkStored);
    views.checkOrder(rooms);
    views.checkReached(rooms, quietNanos, convergenceNanos);
    new Signals(findings).check(run.history());
    checkChains(run, findings);
    checkArchive(run, findings);
    return findings.all();
  }

  private static void checkChains(Run run, Findings findings) {
    RoomHistory.merge(run.archive(), List.of())
        .forEach(
            (room, history) -> {
              Stored first = history.messages().getFirst();
              if (!run.retentionExceeded() && !first.prev().equals(Position.START)) {
                findings.add(
                    Findings.CHAIN,
                    "the archive of " + room + " does not begin at the beginning",
                    first.id(),
                    first.prev());
              }
              checkChain("the archive of " + room, history, findings);
            });
    RoomHistory.merge(run.logs(), List.of())
        .forEach((room, history) -> checkChain("the log of " + room, history, findings));
  }

  private static void checkChain(String where, RoomHistory history, Findings findings) {
    List<Stored> messages = history.messages();
    for (int i = 1; i < messages.size(); i++) {
      Position before = messages.get(i - 1).at();
      Stored message = messages.get(i);
      if (!message.prev().equals(before)) {
        findings.add(
            Findings.CHAIN,
            where + " has a successor of " + message.prev() + " after " + before,
            message.id(),
            message.at());
      }
    }
  }

  private static void checkArchive(Run run, Findings findings) {
    if (run.unarchived() > 0) {
      findings.add(Findings.ARCHIVE, run.unarchived() + " messages wait for the archive");
    }
    Map<String, RoomHistory> archives = RoomHistory.merge(run.archive(), List.of());
    for (Stored logged : run.logs()) {
      Stored archived = archives.getOrDefault(logged.room(), RoomHistory.EMPTY).at(logged.at());
      if (archived == null) {
        findings.add(
            Findings.ARCHIVE,
            "the log of " + logged.room() + " has what the archive does not have",
            logged.id(),
            logged.at());
      } else if (!archived.equals(logged)) {
        findings.add(
            Findings.ARCHIVE,
            "log and archive of " + logged.room() + " differ at " + logged.at(),
            logged.id(),
            archived.id());
      }
    }
  }
}
