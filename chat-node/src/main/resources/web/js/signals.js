// What is told in passing: of each topic in a room no more than one signal in the node's interval, the newest of what came.
//
// Nothing is kept for later: what cannot be told while the client is connected is not told.

export class Signals {
  #send;
  #clock;
  /** Milliseconds between two; undefined where the node knows no signals. */
  #interval;
  #paces = new Map();

  /** @param {(command: object) => void} send */
  constructor(send, clock) {
    this.#send = send;
    this.#clock = clock;
  }

  /** A new connection; an older node says nothing of an interval. */
  open(interval) {
    this.close();
    this.#interval = interval;
  }

  close() {
    this.#interval = undefined;
    this.#paces.forEach(({ timer }) => this.#clock.clearTimeout(timer));
    this.#paces.clear();
  }

  /** False if nobody can be told. */
  signal(room, topic, data) {
    if (this.#interval === undefined) {
      return false;
    }
    const key = JSON.stringify([room, topic]);
    const pace = this.#paces.get(key);
    if (pace === undefined) {
      this.#tell(key, { type: 'signal', room, topic, data });
    } else {
      pace.newest = { type: 'signal', room, topic, data };
    }
    return true;
  }

  /** What waits for a room is not told any more. */
  forget(room) {
    this.#paces.forEach((pace) => pace.newest?.room === room && (pace.newest = undefined));
  }

  #tell(key, command) {
    this.#paces.set(key, { timer: this.#clock.setTimeout(() => this.#next(key), this.#interval) });
    this.#send(command);
  }

  #next(key) {
    const { newest } = this.#paces.get(key);
    this.#paces.delete(key);
    if (newest !== undefined) {
      this.#tell(key, newest);
    }
  }
}
