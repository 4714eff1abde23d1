// What rooms were told to do later: one thing a room. Some more time passes than was asked for, at random: many were told the same.

export class Retries {
  #clock;
  #random;
  #timers = new Map();

  constructor(clock, random) {
    this.#clock = clock;
    this.#random = random;
  }

  has(room) {
    return this.#timers.has(room);
  }

  later(room, millis, act) {
    this.stop(room);
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(room);
      act();
    }, millis * (1 + this.#random()));
    this.#timers.set(room, timer);
  }

  stop(room) {
    this.#clock.clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
  }

  stopAll() {
    [...this.#timers.keys()].forEach((room) => this.stop(room));
  }
}
