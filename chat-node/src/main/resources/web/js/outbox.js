// What was written and has no `ok` yet. Each message goes out under one id, in the order of writing, one unanswered message a
// room at a time; a journal keeps it all over a reload.

import { validRoom } from './names.js';
import * as uuid7 from './uuid7.js';

const AHEAD_MILLIS = 5_000;

/** Keeps nothing; see `page` for one that does. */
export const noJournal = { load: () => [], save: () => {} };

export class Outbox {
  #journal;
  #entries;
  #random;

  /** @param {{load: () => object[], save: (entries: object[]) => void}} journal */
  constructor(journal = noJournal, random = undefined) {
    this.#journal = journal;
    this.#random = random;
    this.#entries = journal.load().filter(whole);
  }

  /** All of a room, or of all rooms; oldest first. */
  entries(room = undefined) {
    return this.#entries.filter((entry) => room === undefined || entry.room === room);
  }

  rooms() {
    return [...new Set(this.#entries.map((entry) => entry.room))];
  }

  add(room, message, now, data = undefined) {
    const id = uuid7.create(now, this.#random);
    const entry = { key: id, id, room, message, data, written: now, state: 'waiting', tried: false };
    this.#entries.push(entry);
    this.#save();
    return entry;
  }

  /** The message of a room that is next on the wire, or undefined while one is unanswered or there is none. */
  next(room) {
    const waiting = this.#entries.filter((entry) => entry.room === room && entry.state !== 'failed');
    return waiting.length > 0 && waiting[0].state === 'waiting' ? waiting[0] : undefined;
  }

  /**
   * The entry goes out now. An id that no node can have stored and whose time no longer fits is made anew, so that time spent
   * offline, or a wrong clock, costs nothing; one that may be stored is kept for ever. Ids are unique for one user: what
   * another one sent from here cannot be told from a new message, so it fails, and a person decides. Says whether it may go out.
   */
  sent(entry, now, { idWindow, user }) {
    if (entry.tried && entry.user !== user) {
      this.failed(entry, 'other_user', 'you signed in anew, and it may have been sent before');
      return false;
    }
    const age = now - uuid7.timeOf(entry.id);
    if (!entry.tried && (entry.renew || age > idWindow / 2 || age < -AHEAD_MILLIS)) {
      entry.id = uuid7.create(now, this.#random);
    }
    entry.renew = false;
    entry.first = !entry.tried;
    entry.tried = true;
    entry.user = user;
    entry.state = 'sent';
    // Before the frame leaves: after a reload the id must be known.
    this.#save();
    return true;
  }

  /** Stored: it is done. */
  stored(entry) {
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#save();
  }

  /** To be sent again, under the same id. */
  again(entry) {
    entry.state = 'waiting';
  }

  /** The node refused it without storing it. If that was its only attempt, nobody has its id. */
  notStored(entry) {
    entry.tried = !entry.first;
  }

  /** To be sent again under a new id; false if its id may be stored, or a new one was refused before. */
  renewed(entry) {
    if (entry.tried || entry.hadAnother) {
      return false;
    }
    entry.hadAnother = true;
    entry.renew = true;
    this.again(entry);
    return true;
  }

  failed(entry, code, sentence) {
    entry.state = 'failed';
    entry.error = { code, message: sentence };
    this.#save();
  }

  /** A person wants a failed message sent after all: it becomes a new one at the end. */
  retry(entry, now) {
    this.stored(entry);
    return this.add(entry.room, entry.message, now, entry.data);
  }

  /** The connection is gone; nothing is answered any more. */
  disconnected() {
    for (const entry of this.#entries) {
      if (entry.state === 'sent') {
        this.again(entry);
      }
    }
  }

  #save() {
    this.#journal.save(
      this.#entries.map(({ key, id, room, message, data, written, state, tried, user, error, breaks }) => {
        const kept = state === 'sent' ? 'waiting' : state;
        return { key, id, room, message, data, written, state: kept, tried, user, error, breaks };
      }),
    );
  }
}

/** A journal may hold anything: another version's entries, or what somebody wrote there by hand. */
function whole(entry) {
  return (
    validRoom(entry?.room) && uuid7.valid(entry.id) && typeof entry.key === 'string' && typeof entry.message === 'string' &&
    Number.isFinite(entry.written) && ['waiting', 'failed'].includes(entry.state)
  );
}
