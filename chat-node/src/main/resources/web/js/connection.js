// Keeps a client connected: a state machine with the states disconnected, connecting and connected.
//
//   disconnected ──start()──► connecting ──`connected` came──► connected
//        ▲  ▲                     │  ▲                             │
//        │  └──── stop(), or ─────┘  └── after a random time ──────┤
//        │        told to stay away                                │
//        └─────────────────────────────────────────────────────────┘
//
// While it waits for its next attempt it is `connecting` and says when (`retryAt`).

import { Backoff } from './backoff.js';
import { closeAction } from './protocol.js';
import { Socket } from './socket.js';

const STABLE_MILLIS = 10_000;
const TOKEN_MILLIS = 20_000;

export class Connection {
  state = 'disconnected';
  /** When the next attempt begins, by the clock's `elapsed()`; undefined while one is under way or none is due. */
  retryAt;
  /** Why it is not connected: a word of the protocol's close codes, or one of this client's. */
  reason = '';
  /** What the node said in `connected`, last time; null before. */
  node = null;

  #url;
  #token;
  #means;
  #tell;
  #backoff;
  #session;
  #socket;
  #retryTimer;
  #stableTimer;
  #drain = null;
  #fresh = false;
  #run = 0;

  /**
   * @param {object} options see ChatClient
   * @param {object} tell called with what happens: `state()`, `connected(reply)`, `frame(frame)`, `lost(code)` where code is
   *     that of the end, or undefined if this side wanted it
   */
  constructor({ url, token, session, means }, tell) {
    this.#url = url;
    this.#token = token;
    this.#session = session;
    this.#means = means;
    this.#tell = tell;
    this.#backoff = new Backoff(means.random);
  }

  start() {
    if (this.state === 'disconnected') {
      this.#attempt();
    }
  }

  /** Ends it for good, or until {@link start}. */
  stop(reason = 'stopped') {
    const before = this.state;
    this.#run++;
    this.#means.clock.clearTimeout(this.#retryTimer);
    this.#means.clock.clearTimeout(this.#stableTimer);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#become('disconnected', reason);
    socket?.close();
    if (before === 'connected') {
      this.#tell.lost();
    }
  }

  /** The network may have changed, or a person asks: tries at once if it is waiting, else wants to see that the socket lives. */
  hurry() {
    if (this.retryAt !== undefined) {
      this.#means.clock.clearTimeout(this.#retryTimer);
      this.#attempt();
    } else {
      this.#socket?.prove();
    }
  }

  send(command) {
    this.#socket?.send(command);
  }

  onDrain(push) {
    this.#drain = push;
    // The node is leaving: the next session needs another.
    this.#session = undefined;
  }

  async #attempt() {
    const run = ++this.#run;
    this.#become('connecting', this.reason);
    let token;
    try {
      token = await this.#tokenInTime();
    } catch (problem) {
      if (run === this.#run) {
        this.#later(problem?.message ?? 'no token', this.#backoff.next());
      }
      return;
    }
    if (run !== this.#run) {
      return;
    }
    this.#fresh = false;
    const tell = {
      connected: (reply) => run === this.#run && this.#connected(reply),
      frame: (frame) => run === this.#run && this.#frame(frame),
      closed: (code, reason) => run === this.#run && this.#closed(code, reason),
    };
    this.#socket = new Socket(this.#address(), token, this.#means, tell);
  }

  /** Whoever makes tokens may wait for a network that is gone. */
  #tokenInTime() {
    if (typeof this.#token !== 'function') {
      return this.#token;
    }
    const { clock } = this.#means;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => reject(new Error('no token')), TOKEN_MILLIS);
      Promise.resolve()
        .then(() => this.#token({ fresh: this.#fresh }))
        .then(resolve, reject)
        .finally(() => clock.clearTimeout(timer));
    });
  }

  #address() {
    return this.#session === undefined ? this.#url : `${this.#url}?sid=${encodeURIComponent(this.#session)}`;
  }

  #connected(reply) {
    this.node = reply;
    this.#session = reply.session;
    this.#drain = null;
    this.#stableTimer = this.#means.clock.setTimeout(() => this.#backoff.reset(), STABLE_MILLIS);
    this.#become('connected', '');
    this.#tell.connected(reply);
  }

  #frame(frame) {
    if (frame.type === 'drain') {
      this.onDrain(frame);
    }
    this.#tell.frame(frame);
  }

  #closed(code, reason) {
    const before = this.state;
    this.#socket = undefined;
    this.#means.clock.clearTimeout(this.#stableTimer);
    if (before === 'connecting') {
      // That node could not be reached: no reason to prefer it any longer.
      this.#session = undefined;
    }
    const action = closeAction(code);
    const why = reason === '' ? String(code) : reason;
    if (action === 'stay away' || action === 'stay away until there is a token') {
      this.#run++;
      this.#become('disconnected', why);
    } else {
      this.#fresh = action === 'come back with a fresh token';
      this.#later(why, this.#pause());
    }
    if (before === 'connected') {
      this.#tell.lost(code);
    }
  }

  #pause() {
    if (this.#drain === null) {
      return this.#backoff.next();
    }
    const { min, max } = this.#drain;
    this.#drain = null;
    return min + this.#means.random() * Math.max(0, max - min);
  }

  #later(reason, millis) {
    this.#run++;
    this.#retryTimer = this.#means.clock.setTimeout(() => this.#attempt(), millis);
    this.#become('connecting', reason, this.#means.clock.elapsed() + millis);
  }

  #become(state, reason, retryAt = undefined) {
    this.state = state;
    this.reason = reason;
    this.retryAt = retryAt;
    this.#tell.state();
  }
}
