// One joined room: where this client stands in it, and what it knows. Pure: no socket, no clock.
//
// Every event is handed on exactly once and in order, known or not. `prev` decides: equal to the position, nothing is missing; else
// the room asks to be joined again from its position, and the node sends what lies between.

import * as position from './position.js';

export class Room {
  /** Where this client stands; undefined until the first `joined`. */
  at;
  /** `joining` until the node has answered, then `joined`, or `refused` until the next try. */
  state = 'joining';
  /** Mark of the join that counts; answers to earlier ones are ignored. */
  joinRef;
  /** Whether there is something older than what was handed out; undefined before the first page. */
  more;
  /** The oldest message held, for the next page of history. */
  oldest;

  #tell;
  /** The last position of each epoch, oldest first: within an epoch nothing was missed. */
  #marks = [];
  #gap = null;
  #lastHole;
  #branch = 0;

  /**
   * @param {string} name
   * @param {Backoff} patience how long to wait before a join that did not heal the last time
   * @param {object} tell called with what happens: `event(event)`, `older(list, more)`, `rollback(to)`, `gap(after, next)`,
   *     `rejoin(again)`: whether the last join for this hole did not heal it
   */
  constructor(name, patience, tell) {
    this.name = name;
    this.patience = patience;
    this.#tell = tell;
  }

  /** The connection is gone, or a hole was seen: nothing counts until the next `joined`. */
  joining(ref) {
    this.state = 'joining';
    this.joinRef = ref;
  }

  /** The node cannot let it in now. */
  refused() {
    this.state = 'refused';
  }

  onJoined(reply) {
    if (reply.ref !== this.joinRef) {
      return false;
    }
    this.state = 'joined';
    if (this.at === undefined) {
      this.#moveTo(reply.from);
    }
    return true;
  }

  /** Something in the room's order, of whatever kind. */
  onEvent(push) {
    if (!this.#hears() || !position.isAfter(push.at, this.at)) {
      return;
    }
    const afterGap = this.#gap !== null && (push.at === this.#gap || push.prev === this.#gap);
    if (push.prev === this.at || afterGap) {
      this.#gap = null;
      this.#moveTo(push.at);
      this.oldest ??= push.at;
      this.#tell.event(push);
    } else {
      this.#hole();
    }
  }

  /** From a join until its answer, what comes is of the membership before; all of it will come again. */
  #hears() {
    return this.at !== undefined && this.state === 'joined';
  }

  /**
   * A rollback names a position of the room's present history, which need not be one that was seen here: a branch may be
   * lost, and come back, while this client followed another. It goes back to the newest message that it has.
   */
  onRollback(push) {
    if (!this.#hears() || !position.isAfter(this.at, push.to)) {
      return;
    }
    this.#gap = null;
    this.#branch++;
    this.#moveTo(this.#newestKept(push.to));
    if (this.oldest !== undefined && position.isAfter(this.oldest, this.at)) {
      this.oldest = undefined;
      this.more = undefined;
    }
    this.#tell.rollback(this.at);
    if (this.at !== push.to) {
      // The node believes it at `to`: nothing may come that would show the hole.
      this.#hole();
    }
  }

  /** Something is missing. A join from the same place that changed nothing will not help the next time either. */
  #hole() {
    const again = this.#lastHole === this.at;
    this.#lastHole = this.at;
    this.#tell.rejoin(again);
  }

  #newestKept(to) {
    let passed = false;
    while (this.#marks.length > 0 && position.isAfter(this.#marks.at(-1), to)) {
      passed ||= position.epochOf(this.#marks.pop()) === position.epochOf(to);
    }
    return passed || this.#marks.length === 0 ? to : this.#marks.at(-1);
  }

  #moveTo(at) {
    if (this.#marks.length > 0 && position.epochOf(this.#marks.at(-1)) === position.epochOf(at)) {
      this.#marks.pop();
    }
    this.#marks.push(at);
    this.at = at;
  }

  onGap(push) {
    if (!this.#hears() || push.after !== this.at) {
      return;
    }
    this.#gap = push.next;
    this.#tell.gap(push.after, push.next);
  }

  /** Nothing before this message is held any more. */
  forgetOlder(at) {
    this.oldest = at;
    this.more = true;
    this.#branch++;
  }

  /** Nothing at all is held any more. */
  forgetAll() {
    this.oldest = undefined;
    this.more = undefined;
    this.#branch++;
  }

  /** What to ask for to get the page before what is held; give it back to {@link onHistory}. */
  page(limit) {
    const before = this.oldest ?? position.justAfter(this.at ?? position.NONE);
    return { room: this.name, limit, before, branch: this.#branch, oldest: this.oldest };
  }

  /** A page came. One from before a rollback is worth nothing. Says whether it counted. */
  onHistory(reply, page) {
    if (page.branch !== this.#branch) {
      return false;
    }
    // Pushes that came meanwhile are newer than the page: the page belongs before them.
    const messages = reply.messages.filter((message) => position.compare(message.at, page.before) < 0);
    if (page.oldest === this.oldest || page.oldest === undefined) {
      this.oldest = messages.length > 0 ? messages[0].at : this.oldest;
      this.more = reply.more;
      this.#tell.older(messages, reply.more);
      return true;
    }
    return false;
  }
}
