// A clock that stands until it is moved, and sockets that a test answers as a node would.

import { ChatClient } from '/js/chat-client.js';

export class Clock {
  time = 1_795_460_000_000;
  #timers = new Map();
  #next = 1;
  #wrong = 0;
  #asleep = 0;

  /** The date, which anybody may set; and what has elapsed, which may stand while the device sleeps. */
  now = () => this.time + this.#wrong;
  elapsed = () => this.time - 1_795_000_000_000 - this.#asleep;

  /** Somebody puts the date of the device elsewhere. */
  jumps(millis) {
    this.#wrong += millis;
  }

  /** The device sleeps: no timer runs, and `elapsed` stands. */
  sleeps(millis) {
    this.time += millis;
    this.#asleep += millis;
    this.#timers.forEach((timer) => (timer.at += millis));
  }

  setTimeout = (run, millis) => {
    this.#timers.set(this.#next, { run, at: this.time + millis });
    return this.#next++;
  };
  clearTimeout = (timer) => this.#timers.delete(timer);

  /** Runs what is due, in order, and lets promises settle in between. */
  async pass(millis) {
    const end = this.time + millis;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) {
        this.time = end;
        return;
      }
      this.#timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].run();
    }
  }
}

export async function settled() {
  for (let i = 0; i < 5; i++) {
    await Promise.resolve();
  }
}

export class FakeSocket {
  readyState = 0;
  sent = [];

  constructor(url) {
    this.url = url;
  }

  send(frame) {
    this.sent.push(JSON.parse(frame));
  }

  close(code) {
    this.readyState = 3;
    this.closedWith = code;
  }

  /** What this side of the test does as the node. */
  says(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  opens() {
    this.readyState = 1;
    this.onopen();
  }

  breaks(code = 1006, reason = '') {
    this.readyState = 3;
    this.onclose({ code, reason });
  }

  last(type) {
    return this.sent.findLast((frame) => frame.type === type);
  }

  count(type) {
    return this.sent.filter((frame) => frame.type === type).length;
  }
}

/** A client with stand-ins; `shown` is what an application would show of the room `general`. */
export class Bench {
  clock = new Clock();
  sockets = [];
  shown = [];
  events = [];
  journal = [];

  constructor(options = {}) {
    this.client = new ChatClient({
      url: 'ws://test/ws',
      token: 'a-token',
      clock: this.clock,
      random: () => 0.5,
      webSocket: (url) => {
        this.sockets.push(new FakeSocket(url));
        return this.sockets.at(-1);
      },
      journal: { load: () => this.journal, save: (entries) => (this.journal = JSON.parse(JSON.stringify(entries))) },
      ...options,
    });
    const on = (type, handle) => this.client.addEventListener(type, ({ detail }) => handle(detail));
    on('messages', ({ messages }) => this.shown.push(...messages.map((message) => message.at)));
    on('older', ({ messages }) => this.shown.unshift(...messages.map((message) => message.at)));
    for (const type of ['state', 'event', 'rollback', 'gap', 'drain', 'refused', 'joined', 'outbox', 'signal']) {
      on(type, (detail) => this.events.push({ type, ...detail, entry: undefined }));
    }
  }

  get socket() {
    return this.sockets.at(-1);
  }

  seen(type) {
    return this.events.filter((event) => event.type === type);
  }

  /** Connects, and answers as node n1. */
  async connected(more = {}) {
    this.client.connect();
    await settled();
    this.socket.opens();
    this.socket.says({
      type: 'connected', ref: 'connect', version: 1, session: `n1.${this.sockets.length}`, node: 'n1', user: 'ada', name: 'Ada',
      level: 'durable', ts: this.clock.time, pingInterval: 25_000, maxFrame: 65_536, maxMessage: 16_384, maxData: 4_096, maxRooms: 100,
      maxInFlight: 32, idWindow: 600_000, signalInterval: 100, ...more,
    });
  }

  /** Answers the last join of the room. */
  joined(from, head = from, recovered = false) {
    this.socket.says({ type: 'joined', ref: this.socket.last('join').ref, room: 'general', from, head, recovered });
  }

  history(messages, more = false) {
    this.socket.says({ type: 'history', ref: this.socket.last('history').ref, room: 'general', messages, more });
  }

  ok(at) {
    const { ref, id } = this.socket.last('chat');
    this.socket.says({ type: 'ok', ref, id, at, level: 'durable' });
  }

  pong() {
    this.socket.says({ type: 'pong', ref: this.socket.last('ping').ref, ts: this.clock.time });
  }

  error(command, code, more = {}) {
    this.socket.says({ type: 'error', ref: this.socket.last(command).ref, code, message: code, ...more });
  }

  push(at, prev, more = {}) {
    this.socket.says({ room: 'general', ...message(at, prev, more) });
  }

  /** In the room, at a position, with an empty page of history. */
  async inGeneral(at = '7-10') {
    this.client.join('general');
    await this.connected();
    this.joined(at);
    this.history([]);
  }

  /** The socket breaks, and the client is back at another one. */
  async reconnected(more = {}) {
    this.socket.breaks();
    await this.clock.pass(9_000);
    await this.connected(more);
  }
}

export function message(at, prev, more = {}) {
  return { type: 'chat', at, prev, id: '019ab3f3-0001-7abc-8def-0123456789ab', from: 'bob', name: 'Bob', ts: 1, message: at, ...more };
}

export function equal(actual, expected, what = '') {
  const got = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  if (got !== wanted) {
    throw new Error(`${what}\n  expected ${wanted}\n  but got  ${got}`);
  }
}
