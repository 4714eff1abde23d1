// One WebSocket from opening to its end: presents the token in the first frame, pings a silent node, gives up on a dead one.
// Asked for a proof of life it pings at once, and waits less long.

import { decode, encode, ProtocolError } from './protocol.js';

const CONNECT_MILLIS = 10_000;
const PONG_MILLIS = 10_000;
const PROOF_MILLIS = 5_000;
// Codes of this client's own.
const BROKEN_FRAME = 4400;
const NORMAL = 1000;
const NO_LIFE = 4410;

export class Socket {
  #socket;
  #clock;
  #tell;
  #timer;
  #pingMillis;
  #pinged = false;
  #proving = false;
  #over = false;

  /**
   * @param {string} url
   * @param {string} token
   * @param {object} means `webSocket(url)` opens one, `clock` has the time and timers
   * @param {object} tell called with what happens: `connected(reply)`, `frame(frame)`, `closed(code, reason)` (once, last)
   */
  constructor(url, token, means, tell) {
    this.#clock = means.clock;
    this.#tell = tell;
    this.#socket = means.webSocket(url);
    this.#socket.onopen = () => this.send({ type: 'connect', ref: 'connect', token });
    this.#socket.onmessage = (event) => this.#received(event.data);
    this.#socket.onclose = (event) => this.#ended(event.code, event.reason ?? '');
    this.#socket.onerror = () => {};
    this.#wait(CONNECT_MILLIS);
  }

  send(command) {
    if (!this.#over && this.#socket.readyState === 1) {
      this.#socket.send(encode(command));
    }
  }

  /**
   * The network may be another one by now, and then nothing comes any more, no end either: an answer within seconds, or it is
   * over. What else arrives meanwhile may have been on its way for long, so it puts off the end and does not stand for the answer.
   */
  prove() {
    if (!this.#over && !this.#proving) {
      this.#proving = true;
      if (this.#pingMillis !== undefined) {
        this.send({ type: 'ping', ref: 'ping' });
      }
      this.#wait(PROOF_MILLIS);
    }
  }

  /** Ends it from this side; `closed` is told at once, however long the other side takes. */
  close(code = NORMAL, reason = '') {
    if (!this.#over) {
      this.#socket.close(code === NORMAL || code >= 3000 ? code : NORMAL, reason);
      this.#ended(code, reason);
    }
  }

  #received(data) {
    if (this.#over) {
      return;
    }
    let frame;
    try {
      frame = decode(data);
    } catch (problem) {
      if (!(problem instanceof ProtocolError)) {
        throw problem;
      }
      this.close(BROKEN_FRAME, problem.message);
      return;
    }
    if (frame?.type === 'connected') {
      this.#pingMillis = frame.pingInterval;
    }
    this.#pinged = false;
    if (frame?.type === 'connected' || frame?.type === 'pong') {
      this.#proving = false;
    }
    if (this.#proving) {
      this.#wait(PROOF_MILLIS);
    } else if (this.#pingMillis !== undefined) {
      this.#wait(this.#pingMillis);
    }
    if (frame?.type === 'connected') {
      this.#tell.connected(frame);
    } else if (frame !== null) {
      this.#tell.frame(frame);
    }
  }

  #wait(millis) {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#silent(), millis);
  }

  #silent() {
    if (this.#pinged || this.#proving || this.#pingMillis === undefined) {
      this.close(NO_LIFE, 'the node is silent');
      return;
    }
    this.#pinged = true;
    this.send({ type: 'ping', ref: 'ping' });
    this.#wait(PONG_MILLIS);
  }

  #ended(code, reason) {
    if (!this.#over) {
      this.#over = true;
      this.#clock.clearTimeout(this.#timer);
      this.#tell.closed(code, reason);
    }
  }
}
