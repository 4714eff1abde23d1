// Where one writes. Enter sends, Shift+Enter begins a line.

import { utf8Length } from '../protocol.js';
import { byId } from './dom.js';

const WARN_BYTES = 500;

export class Composer {
  #send;
  #field = byId('message');
  #hint = byId('message-hint');
  #drafts = new Map();
  #room;
  #most = () => 0;

  /**
   * @param {(text: string) => void} send throws a RangeError if it cannot be sent
   * @param {() => number} most bytes that a message may have
   */
  constructor(send, most) {
    this.#send = send;
    this.#most = most;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#field.addEventListener('input', () => this.#changed());
  }

  /** Another room is shown; what was begun in the last one is kept for it. */
  show(room) {
    if (this.#room !== undefined) {
      this.#drafts.set(this.#room, this.#field.value);
    }
    this.#room = room;
    this.#field.value = this.#drafts.get(room) ?? '';
    this.#field.placeholder = `Message #${room}`;
    byId('message-label').textContent = `Message to ${room}`;
    this.#changed();
    // Where a touch would bring up a keyboard that hides half of the room, a person asks for it.
    if (matchMedia('(pointer: fine)').matches) {
      this.#field.focus();
    }
  }

  #submit() {
    const text = this.#field.value.trim();
    if (text === '') {
      return;
    }
    try {
      this.#send(text);
      this.#field.value = '';
      this.#changed();
    } catch (problem) {
      if (!(problem instanceof RangeError)) {
        throw problem;
      }
      this.#say('The message is too long.', true);
    }
    this.#field.focus();
  }

  #changed() {
    const left = this.#most() - utf8Length(this.#field.value);
    if (left < 0) {
      this.#say(`${-left} bytes too long.`, true);
    } else {
      this.#say(left < WARN_BYTES ? `${left} bytes left.` : '', false);
    }
  }

  #say(sentence, bad) {
    this.#hint.textContent = sentence;
    this.#hint.classList.toggle('bad', bad);
  }
}
