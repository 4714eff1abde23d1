// Pages of history: one at a time for each room, each before what the room holds.

import { errorAction, isMessage } from './protocol.js';

const PAGE = 50;

export class Pages {
  #requests;
  #tell;
  #asked = new Map();

  /** @param {object} tell called with what happens: `none(room)` for a page that cannot be had, `later(room, retryAfter)` */
  constructor(requests, tell) {
    this.#requests = requests;
    this.#tell = tell;
  }

  /** Asks for the page before what a room holds. False if there is none, or it is on its way. */
  ask(room) {
    if (room === undefined || room.state !== 'joined' || room.more === false || this.#asked.has(room.name)) {
      return false;
    }
    const page = room.page(PAGE);
    const command = { type: 'history', room: room.name, limit: page.limit, before: page.before };
    const ref = this.#requests.ask(command, (reply) => this.#answered(room, page, ref, reply));
    this.#asked.set(room.name, ref);
    return true;
  }

  /** What is on its way is of no use any more. */
  forget(name) {
    this.#asked.delete(name);
  }

  clear() {
    this.#asked.clear();
  }

  #answered(room, page, ref, reply) {
    if (this.#asked.get(room.name) !== ref) {
      return;
    }
    this.#asked.delete(room.name);
    if (reply.type === 'history') {
      if (!room.onHistory(reply, page) || (reply.more && !reply.messages.some(isMessage))) {
        this.ask(room);
      }
    } else if (errorAction(reply.code) === 'again' && room.more === undefined) {
      this.#tell.later(room, reply.retryAfter);
    } else {
      this.#tell.none(room);
    }
  }
}
