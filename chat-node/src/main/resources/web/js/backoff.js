// When to come back: full jitter, so that the clients of a dead node do not come back all at once.

const BASE_MILLIS = 500;
const MOST_MILLIS = 20_000;
const MOST_DOUBLINGS = 10;

export class Backoff {
  #random;
  #attempt = 0;

  /** @param {() => number} random gives 0 (inclusive) to 1 (exclusive) */
  constructor(random) {
    this.#random = random;
  }

  /** Milliseconds to wait before the next attempt. */
  next() {
    const ceiling = Math.min(MOST_MILLIS, BASE_MILLIS * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, MOST_DOUBLINGS);
    return Math.floor(this.#random() * ceiling);
  }

  /** The connection has been stable: the next trouble is a new one. */
  reset() {
    this.#attempt = 0;
  }
}
