// Where one writes. Enter sends, Shift+Enter begins a line.

import { byId } from './dom.js';
import { inSentence } from './titles.js';

const WARN_BYTES = 500;
const IME_KEY_CODE = 229;

/**
 * Whether a key sends what was written. Enter also ends the composition of a Japanese or Chinese word, and belongs to the input
 * method then: Chrome and Firefox say `isComposing`, Safari only the key code, as its composition ends before the key comes.
 */
export function sends({ key, shiftKey, isComposing, keyCode }) {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== IME_KEY_CODE;
}

/** A message as it was meant: empty lines around it and white space after it are not; an indented first line is. */
export function trimmed(text) {
  return text.replace(/^(?:[^\S\n]*\n)+/u, '').trimEnd();
}

const SENTENCES = {
  empty_message: 'There is nothing to see in this message.',
  message_too_big: 'The message is too long.',
};

export class Composer {
  #store;
  #send;
  #over;
  #field = byId('message');
  #hint = byId('message-hint');
  #room;

  /**
   * @param {object} store keeps what is half written: `draft(room)` and `setDraft(room, text)`
   * @param {(text: string) => void} send throws an UnsendableError if it cannot be sent
   * @param {(text: string) => number} over how many bytes a text is too long
   */
  constructor(store, send, over) {
    this.#store = store;
    this.#send = send;
    this.#over = over;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('keydown', (event) => {
      if (sends(event)) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#field.addEventListener('input', () => this.#changed());
  }

  /** Another room is shown; what was begun in the last one is kept for it. */
  show(room) {
    this.#room = room;
    this.#field.value = this.#store.draft(room);
    this.#field.placeholder = `Message ${inSentence(room)}`;
    byId('message-label').textContent = `Message to ${inSentence(room)}`;
    this.#judge();
    // Where a touch would bring up a keyboard that hides half of the room, a person asks for it.
    if (matchMedia('(pointer: fine)').matches) {
      this.#field.focus();
    }
  }

  #submit() {
    const text = trimmed(this.#field.value);
    if (text === '') {
      return;
    }
    try {
      this.#send(text);
      this.#field.value = '';
      this.#changed();
    } catch (problem) {
      if (!Object.hasOwn(SENTENCES, problem.code ?? '')) {
        throw problem;
      }
      this.#say(SENTENCES[problem.code], true);
    }
    this.#field.focus();
  }

  #changed() {
    this.#store.setDraft(this.#room, this.#field.value);
    this.#judge();
  }

  #judge() {
    const over = this.#over(this.#field.value);
    if (over > 0) {
      this.#say(`${over} bytes too long.`, true);
    } else {
      this.#say(over > -WARN_BYTES ? `${-over} bytes left.` : '', false);
    }
  }

  #say(sentence, bad) {
    this.#hint.textContent = sentence;
    this.#hint.classList.toggle('bad', bad);
  }
}
