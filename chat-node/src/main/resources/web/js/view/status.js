// Whether there is a connection, to which node, and when the next attempt is.

import { byId } from './dom.js';

const TICK_MILLIS = 500;

const REASONS = new Map([
  ['token_expired', 'Your sign-in has expired'],
  ['slow_consumer', 'The connection was too slow'],
  ['flooding', 'Too many messages at once'],
  ['draining', 'The server is being restarted'],
  ['internal_error', 'The server made a mistake'],
  ['too_many_connections', 'The server is full'],
  ['protocol_error', 'The server refused this page; reload it'],
  ['unauthorized', 'You are signed out'],
  ['stopped', 'You are signed out'],
]);

export class Status {
  #status = null;
  #explanation = '';
  #now;

  /** @param {() => void} hurry a person does not want to wait */
  constructor(hurry, now = () => performance.now()) {
    this.#now = now;
    byId('banner-retry').addEventListener('click', hurry);
    setInterval(() => this.#status?.retryAt !== undefined && this.#draw(), TICK_MILLIS);
  }

  show(status) {
    this.#status = status;
    this.#draw();
  }

  /** Why there is no connection, as far as it is known; until there is one. */
  explain(sentence) {
    this.#explanation = sentence;
    this.#draw();
  }

  #draw() {
    const { state, node, retryAt, reason } = this.#status;
    byId('connection').dataset.state = state;
    byId('topbar').dataset.state = state;
    this.#write('node-text', state === 'connected' ? node : '');
    this.#write('connection-text', state === 'connected' ? `Connected to ${node}` : state === 'connecting' ? 'Connecting…' : 'Offline');
    byId('banner').hidden = state === 'connected';
    byId('banner-retry').hidden = retryAt === undefined;
    if (state === 'connected') {
      this.#explanation = '';
    } else {
      this.#write('banner-text', this.#sentence(state, node, retryAt, reason));
      this.#write('banner-countdown', this.#countdown(retryAt));
    }
  }

  #sentence(state, node, retryAt, reason) {
    if (this.#explanation !== '') {
      return this.#explanation;
    }
    if (reason.endsWith('.')) {
      // It came with a sentence of its own.
      return reason;
    }
    const why = REASONS.get(reason) ?? (node === undefined ? 'Not connected yet' : 'Connection lost');
    if (state === 'disconnected') {
      return `${why}.`;
    }
    if (retryAt === undefined) {
      return node === undefined && reason === '' ? 'Connecting…' : `${why}. Connecting again…`;
    }
    return `${why}. What you write is kept and sent later.`;
  }

  /** Apart from the sentence, which screen readers speak whenever it changes. */
  #countdown(retryAt) {
    if (retryAt === undefined) {
      return '';
    }
    return `Trying again in ${Math.max(1, Math.ceil((retryAt - this.#now()) / 1_000))} s.`;
  }

  #write(id, text) {
    const element = byId(id);
    // Only what changed: screen readers speak every change.
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }
}
