// Puts what was written on the wire: in order, one unanswered message a room at a time, and never the same one for ever. What no
// node will take fails and is shown to its writer, and what was written after it goes out.

import { bytesOver } from './text.js';
import { blamesTheFrame, errorAction, storesNothing } from './protocol.js';

const SOON_MILLIS = 5_000;
const MOST_BREAKS = 5;
const BROKEN = 1006;

export class Sender {
  #outbox;
  #requests;
  #clock;
  #time;
  #tell;
  #node = null;

  /**
   * @param {import('./outbox.js').Outbox} outbox
   * @param {import('./requests.js').Requests} requests
   * @param {object} clock the device's
   * @param {import('./clocks.js').NodeClock} time the node's
   * @param {object} tell called with what happens: `changed(entry, change)`, `ask()` the node for its time, `rejoin(room)`,
   *     `later(room, retryAfter)`, `next(room)`: it may be the turn of another message
   */
  constructor(outbox, requests, clock, time, tell) {
    this.#outbox = outbox;
    this.#requests = requests;
    this.#clock = clock;
    this.#time = time;
    this.#tell = tell;
  }

  /** A new connection, and what its node takes. */
  open(node) {
    this.#node = node;
  }

  /** Puts the next message of a room, which is joined, on the wire, if none is unanswered. */
  flush(room) {
    for (let entry = this.#outbox.next(room); entry !== undefined; entry = this.#outbox.next(room)) {
      if (bytesOver(entry, this.#node) > 0) {
        this.#failed(entry, 'message_too_big', 'it is too long for this server');
      } else if (!entry.tried && !this.#time.certain) {
        // An id bears the time; it is made when the node has said it.
        this.#tell.ask();
        return;
      } else if (this.#outbox.sent(entry, this.#time.now(), this.#node)) {
        this.#put(entry);
        return;
      } else {
        this.#tell.changed(entry, 'failed');
      }
    }
  }

  #put(entry) {
    entry.putAt = this.#clock.elapsed();
    this.#tell.changed(entry, 'sent');
    const command = { type: 'chat', room: entry.room, id: entry.id, message: entry.message, data: entry.data };
    this.#requests.ask(command, (reply) => this.#answered(entry, reply));
  }

  #answered(entry, reply) {
    const { room } = entry;
    if (reply.type === 'ok') {
      entry.at = reply.at;
      this.#outbox.stored(entry);
      this.#tell.changed(entry, 'stored');
      this.#tell.next(room);
      return;
    }
    if (storesNothing(reply.code)) {
      this.#outbox.notStored(entry);
    }
    const action = errorAction(reply.code);
    if (action === 'failed') {
      this.#refused(entry, reply);
      return;
    }
    this.#outbox.again(entry);
    this.#tell.changed(entry, 'waiting');
    if (action === 'join') {
      this.#tell.rejoin(room);
    } else {
      this.#tell.later(room, reply.retryAfter);
    }
  }

  #refused(entry, { code, message }) {
    const wrongTime = code === 'bad_id' || code === 'stale_id';
    if (wrongTime && this.#outbox.renewed(entry)) {
      this.#time.doubt();
      this.#tell.changed(entry, 'waiting');
    } else {
      this.#failed(entry, code, message);
    }
    this.#tell.next(entry.room);
  }

  #failed(entry, code, sentence) {
    this.#outbox.failed(entry, code, sentence);
    this.#tell.changed(entry, 'failed');
  }

  /** The room cannot be joined, so nothing can be said there; a person may try again later. */
  refuse(room, code, sentence) {
    this.#outbox
      .entries(room)
      .filter((entry) => entry.state !== 'failed')
      .forEach((entry) => this.#failed(entry, code, sentence));
  }

  /**
   * The connection is gone. All that is unanswered waits to be sent again, but for what ended the connection: the same message
   * would end the next one, and so on for ever.
   *
   * @param {number | undefined} code of the end; undefined if this side wanted it
   */
  lost(code) {
    const onTheWire = this.#outbox.entries().filter((entry) => entry.state === 'sent');
    this.#outbox.disconnected();
    const blamed = this.#blamed(onTheWire, code);
    for (const entry of onTheWire) {
      if (entry === blamed) {
        this.#failed(entry, 'refused', code === BROKEN ? 'the connection breaks whenever it is sent' : 'the server does not take it');
      } else {
        this.#tell.changed(entry, 'waiting');
      }
    }
  }

  #blamed(onTheWire, code) {
    if (blamesTheFrame(code)) {
      return onTheWire.toSorted((one, other) => bytesOver(other, null) - bytesOver(one, null))[0];
    }
    if (code !== BROKEN) {
      return undefined;
    }
    const soon = onTheWire.filter((entry) => this.#clock.elapsed() - entry.putAt < SOON_MILLIS);
    soon.forEach((entry) => (entry.breaks = (entry.breaks ?? 0) + 1));
    return soon.find((entry) => entry.breaks >= MOST_BREAKS);
  }
}
