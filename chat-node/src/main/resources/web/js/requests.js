// Commands that wait for their answers, never more at once than the node allows.

const CAUTION = 2;

export class Requests {
  #send;
  #limit = 1;
  #number = 0;
  #waiting = new Map();
  #queue = [];

  /** @param {(command: object) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /** A new connection, with its limit. Refs go on counting. */
  open(maxInFlight) {
    this.#limit = Math.max(1, Math.floor(maxInFlight / CAUTION));
  }

  /** Sends a command now, or when there is room; gives the ref under which it is answered. */
  ask(command, answered) {
    const ref = String(++this.#number);
    this.#queue.push({ command: { ...command, ref }, answered });
    this.#pump();
    return ref;
  }

  /** Hands an answer to who waits for it; false if nobody does. */
  answer(frame) {
    const answered = this.#waiting.get(frame.ref);
    if (answered === undefined) {
      return false;
    }
    this.#waiting.delete(frame.ref);
    answered(frame);
    this.#pump();
    return true;
  }

  /** Nobody waits for this one any more, and the node will not answer it. */
  forget(ref) {
    this.#waiting.delete(ref);
    this.#queue = this.#queue.filter((one) => one.command.ref !== ref);
    this.#pump();
  }

  /** The connection is gone: there will be no answers. */
  clear() {
    this.#waiting.clear();
    this.#queue = [];
  }

  #pump() {
    while (this.#queue.length > 0 && this.#waiting.size < this.#limit) {
      const { command, answered } = this.#queue.shift();
      this.#waiting.set(command.ref, answered);
      this.#send(command);
    }
  }
}
