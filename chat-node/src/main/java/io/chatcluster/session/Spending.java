package io.chatcluster.session;

import io.chatcluster.limits.Account;
import io.chatcluster.limits.Limit;
import io.chatcluster.limits.Limits;
import io.chatcluster.node.NodeLoop;
import io.chatcluster.protocol.Publication;
import io.chatcluster.protocol.UserId;
import java.util.List;

/// What one session takes from the limits: of its user, of the rooms it speaks in, and, where it is
/// a guest's, of its address, because anybody can be as many guests as they like.
///
/// Owned by its session. A method that may refuse answers 0 or the milliseconds to wait, and has
/// taken nothing then.
final class Spending {

  /// What a join costs from the budget for reads: Redis is asked for the room, and perhaps
  /// PostgreSQL.
  static final int JOIN_COST = 4_096;

  /// What is set aside for the first page of a join from a position, until it is known.
  static final int RESUME_RESERVE = 65_536;

  /// What is set aside for each message of a page, until its size is known.
  static final int ENTRY_RESERVE = 1_024;

  /// What an entry costs beyond its text.
  private static final int ENTRY_COST = 64;

  private final Limits limits;
  private final NodeLoop loop;
  private final Account address;
  private Account user = Account.UNLIMITED;
  private Account guest = Account.UNLIMITED;

  /// @param address of the client; closed with this
  Spending(Limits limits, NodeLoop loop, Account address) {
    this.limits = limits;
    this.loop = loop;
    this.address = address;
  }

  /// It is known now who spends.
  void by(UserId who) {
    user = limits.user(who.value());
    if (who.guest()) {
      guest = address;
    }
  }

  /// The session is over.
  void close() {
    user.close();
    address.close();
    user = Account.UNLIMITED;
    guest = Account.UNLIMITED;
  }

  /// The account of a room, to be closed when the session leaves it.
  Account room(String name) {
    return limits.room(name);
  }

  /// One message of that many bytes to a room.
  long message(Account room, int bytes) {
    long now = loop.elapsedMillis();
    long wait = wait(user, Limit.USER_MESSAGES, 1, now);
    wait = wait > 0 ? wait : wait(user, Limit.USER_BYTES, bytes, now);
    wait = wait > 0 ? wait : wait(guest, Limit.GUEST_MESSAGES, 1, now);
    wait = wait > 0 ? wait : wait(guest, Limit.GUEST_BYTES, bytes, now);
    wait = wait > 0 ? wait : wait(room, Limit.ROOM_MESSAGES, 1, now);
    wait = wait > 0 ? wait : wait(room, Limit.ROOM_BYTES, bytes, now);
    if (wait == 0) {
      user.charge(Limit.USER_MESSAGES, 1, now);
      user.charge(Limit.USER_BYTES, bytes, now);
      guest.charge(Limit.GUEST_MESSAGES, 1, now);
      guest.charge(Limit.GUEST_BYTES, bytes, now);
      room.charge(Limit.ROOM_MESSAGES, 1, now);
      room.charge(Limit.ROOM_BYTES, bytes, now);
    }
    return wait;
  }

  /// One signal.
  long signal() {
    return take(Limit.USER_SIGNALS, Limit.GUEST_SIGNALS, 1);
  }

  /// A join of a room that nobody here has open: if nobody has ever spoken there, Redis and
  /// PostgreSQL do work for a name that may be made up. [#roomExisted] takes it back.
  long newRoom() {
    return take(Limit.USER_ROOMS, Limit.GUEST_ROOMS, 1);
  }

  void roomExisted() {
    user.giveBack(Limit.USER_ROOMS, 1);
    guest.giveBack(Limit.GUEST_ROOMS, 1);
  }

  /// Sets bytes aside for something to be read. The answer says what it really was: then
  /// [#readMore] or [#readLess].
  long read(int bytes) {
    return take(Limit.USER_READS, Limit.GUEST_READS, bytes);
  }

  /// Something that has been read already.
  void readMore(long bytes) {
    long now = loop.elapsedMillis();
    user.charge(Limit.USER_READS, bytes, now);
    guest.charge(Limit.GUEST_READS, bytes, now);
  }

  /// Some of what was set aside was not needed.
  void readLess(long bytes) {
    user.giveBack(Limit.USER_READS, bytes);
    guest.giveBack(Limit.GUEST_READS, bytes);
  }

  /// What it costs to have read these.
  static long cost(List<Publication> publications) {
    long bytes = 0;
    for (Publication publication : publications) {
      bytes += publication.body().length + ENTRY_COST;
    }
    return bytes;
  }

  private long take(Limit ofUser, Limit ofGuests, long amount) {
    long now = loop.elapsedMillis();
    long wait = wait(user, ofUser, amount, now);
    wait = wait > 0 ? wait : wait(guest, ofGuests, amount, now);
    if (wait == 0) {
      user.charge(ofUser, amount, now);
      guest.charge(ofGuests, amount, now);
    }
    return wait;
  }

  private long wait(Account account, Limit limit, long amount, long now) {
    long wait = account.waitMillis(limit, amount, now);
    if (wait > 0) {
      limits.refused(limit);
    }
    return wait;
  }
}
