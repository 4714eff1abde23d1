// Time: the device's two clocks, and the node's as far as this client knows it.

/** What a browser has: `now()` may be set at any moment, `elapsed()` only goes on, but may stand while the device sleeps. */
export const browserClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout: (run, millis) => setTimeout(run, millis),
  clearTimeout: (timer) => clearTimeout(timer),
};

const DISAGREE_MILLIS = 2_000;

/** The node's clock: what it said last, and what has elapsed since. The device's own date counts for nothing. */
export class NodeClock {
  #clock;
  #heard;

  constructor(clock) {
    this.#clock = clock;
  }

  /** The node has just said what time it is. */
  learn(ts) {
    this.#heard = { ts, now: this.#clock.now(), elapsed: this.#clock.elapsed(), sure: true };
  }

  /** What was heard is not to be relied on any more. */
  doubt() {
    if (this.#heard !== undefined) {
      this.#heard.sure = false;
    }
  }

  /** Milliseconds since 1970 by the node's clock; by the device's before anything was heard. */
  now() {
    return this.#heard === undefined ? this.#clock.now() : this.#heard.ts + this.#clock.elapsed() - this.#heard.elapsed;
  }

  /**
   * False where the device's clocks do not agree on how long ago the node was heard: it slept, or its date was set. Which of
   * them is right nobody knows here, so the node has to be asked.
   */
  get certain() {
    if (!this.#heard?.sure) {
      return false;
    }
    const byDate = this.#clock.now() - this.#heard.now;
    const elapsed = this.#clock.elapsed() - this.#heard.elapsed;
    return Math.abs(byDate - elapsed) < DISAGREE_MILLIS;
  }
}
