// One room on the page: its messages in order, notes between them, and at the end what is on its way.

import { isAfter } from '../position.js';
import { el } from './dom.js';
import { arrange, messageItem, nameDay, noteItem, showState } from './item.js';
import { inSentence, titleOf } from './titles.js';

const NEAR_PIXELS = 120;
const MOST_ENTRIES = 1_500;
const KEPT_ENTRIES = 1_000;

export class Timeline {
  #me;
  #act;
  #entries = [];
  #unsent = new Map();
  #beginning = el('p', { class: 'beginning', textContent: 'Loading…' });
  #list = el('ol', { class: 'list' });
  #newer = el('button', { type: 'button', class: 'quiet newer', hidden: true, textContent: 'Show the newest messages' });
  #waiting = el('ol', { class: 'waiting', 'aria-label': 'Messages on their way' });
  #stuck = true;
  /** Whether newer messages than the last one here are not held: nobody looks at them, and they would pile up. */
  #detached = false;

  /**
   * @param {string} room
   * @param {() => string} me the user's id
   * @param {object} act what a person asks for: `older()`, `retry(entry)`, `discard(entry)`, `read()`, `trimmed(at)`: nothing before
   *     that is held any more, `newest()`: nothing at all is held, and the newest page is wanted
   */
  constructor(room, me, act) {
    this.room = room;
    this.#me = me;
    this.#act = act;
    this.#newer.addEventListener('click', () => this.toEnd());
    const inner = el('div', { class: 'timeline-inner' }, this.#beginning, this.#list, this.#newer, this.#waiting);
    this.root = el(
      'section', { class: 'timeline', role: 'log', 'aria-live': 'polite', 'aria-label': `Messages in ${inSentence(room)}`, tabIndex: 0 }, inner,
    );
    this.root.addEventListener('scroll', () => this.#scrolled());
    this.#watch(inner);
  }

  /** Keeps the newest message in view when the room or a message changes its height. */
  #watch(inner) {
    const sizes = new ResizeObserver(() => this.#stuck && this.toEnd());
    sizes.observe(this.root);
    sizes.observe(inner);
  }

  get atEnd() {
    return this.#stuck;
  }

  toEnd() {
    if (this.#detached) {
      this.#reread();
    }
    this.root.scrollTop = this.root.scrollHeight;
    this.#stuck = true;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.root;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS && !this.#detached;
    if (this.#stuck) {
      this.#act.read();
    }
    if (scrollTop < NEAR_PIXELS) {
      this.#act.older();
    }
  }

  add(messages) {
    const stuck = this.#stuck;
    for (const message of messages) {
      if (!stuck && this.#entries.length >= MOST_ENTRIES) {
        this.#detach();
      }
      if (this.#detached) {
        this.#passOver(message);
      } else {
        this.#append(this.#entry(message));
      }
    }
    if (stuck) {
      this.#trim();
      this.toEnd();
    }
  }

  #passOver(message) {
    const own = this.#unsentOf(message);
    if (own?.stored) {
      own.item.remove();
      this.#unsent.delete(own.entry.key);
    }
  }

  #unsentOf(message) {
    return [...this.#unsent.values()].find((one) => one.entry.id === message.id);
  }

  /** What comes from now on is read again from the server when a person goes to the end. */
  #detach() {
    this.#detached = true;
    this.#stuck = false;
    this.#newer.hidden = false;
  }

  #reread() {
    this.#detached = false;
    this.#newer.hidden = true;
    this.#drop(this.#entries);
    this.#begin(undefined);
    this.#act.newest();
  }

  note(sentence) {
    if (this.#detached) {
      return;
    }
    this.#append({ item: noteItem(sentence), note: true });
    if (this.#stuck) {
      this.toEnd();
    }
  }

  /** A page of history, which goes before everything held. */
  addOlder(messages, more) {
    const fromEnd = this.root.scrollHeight - this.root.scrollTop;
    const stuck = this.#stuck;
    const entries = messages.map((message) => this.#entry(message));
    this.#entries.unshift(...entries);
    this.#list.prepend(...entries.map((entry) => entry.item));
    for (let i = 0; i <= Math.min(entries.length, this.#entries.length - 1); i++) {
      arrange(this.#entries[i], this.#entries[i - 1]);
    }
    this.#begin(more);
    if (stuck) {
      this.toEnd();
    } else {
      this.root.scrollTop = this.root.scrollHeight - fromEnd;
    }
    this.#trimNewer();
    if (more && !this.root.hidden && this.root.scrollHeight <= this.root.clientHeight) {
      this.#act.older();
    }
  }

  /** Who scrolls up for long leaves the end behind. */
  #trimNewer() {
    if (this.#entries.length > MOST_ENTRIES && !this.#stuck) {
      this.#drop(this.#entries.slice(KEPT_ENTRIES));
      this.#detach();
    }
  }

  /** Headings are in words that change their meaning at midnight. */
  nameDays() {
    this.#entries.forEach(nameDay);
  }

  #begin(more) {
    const name = el('strong', {}, el('bdi', { textContent: `#${titleOf(this.room)}` }));
    if (more === false) {
      this.#beginning.replaceChildren(name, 'The room begins here.');
    } else {
      this.#beginning.replaceChildren(more ? 'Scroll up for older messages' : 'Loading…');
    }
  }

  /** Forgets what is above a position; says how many messages that were. */
  rollback(to) {
    const gone = this.#entries.filter((entry) => entry.message !== undefined && isAfter(entry.message.at, to));
    this.#drop(gone);
    if (this.#entries.length > 0) {
      arrange(this.#entries[0], undefined);
    }
    return gone.length;
  }

  /** Takes entries out; own ones without an ack go back to those that wait. */
  #drop(entries) {
    const gone = new Set(entries);
    gone.forEach((entry) => entry.item.remove());
    this.#entries = this.#entries.filter((entry) => !gone.has(entry));
    for (const own of this.#unsent.values()) {
      if (own.shown && [...gone].some((entry) => entry.message?.id === own.entry.id)) {
        own.shown = false;
        this.#waiting.append(own.item);
      }
    }
  }

  /** An own message that has no ack yet, or something happened to it. */
  unsent(entry, change, at) {
    let own = this.#unsent.get(entry.key);
    if (own === undefined) {
      own = { entry, item: this.#itemFor(entry), shown: false };
      this.#unsent.set(entry.key, own);
      this.#waiting.append(own.item);
      this.#adopt(own);
    }
    if (change === 'discarded') {
      own.item.remove();
      this.#unsent.delete(entry.key);
      return;
    }
    const act = { retry: () => this.#act.retry(entry), discard: () => this.#act.discard(entry) };
    const state = change === 'added' ? 'waiting' : change;
    showState(own.item, state, entry.error?.message, act);
    if (change === 'stored') {
      this.#stored(own, at);
    }
    if (change === 'added' || this.#stuck) {
      this.toEnd();
    }
  }

  /** Acked: the copy at the end goes as soon as the room itself shows the message, or did so long ago. */
  #stored(own, at) {
    this.#adopt(own);
    if (own.shown || (at !== undefined && !isAfter(own.entry.at, at))) {
      if (!own.shown) {
        own.item.remove();
      }
      this.#unsent.delete(own.entry.key);
    } else {
      own.stored = true;
    }
  }

  #itemFor(entry) {
    const item = messageItem({ ts: entry.written, from: this.#me(), name: '', message: entry.message, own: true });
    item.classList.add('grouped');
    return item;
  }

  /** If the room shows the message already, that one is the only one. */
  #adopt(own) {
    const there = this.#entries.findLast((entry) => entry.message?.id === own.entry.id && entry.message.own);
    if (there !== undefined && !own.shown) {
      own.item.remove();
      own.item = there.item;
      own.shown = true;
    }
  }

  #entry(message) {
    const own = message.from === this.#me();
    const entry = { message: { ...message, own }, item: messageItem({ ...message, own }) };
    entry.item.dataset.at = message.at;
    entry.item.dataset.id = message.id;
    if (own) {
      this.#take(entry);
    }
    return entry;
  }

  /** The room shows an own message: the copy at the end goes. */
  #take(entry) {
    const own = this.#unsentOf(entry.message);
    if (own === undefined || own.stored) {
      own?.item.remove();
      this.#unsent.delete(own?.entry.key);
      showState(entry.item, 'stored');
      return;
    }
    const state = own.item.dataset.state;
    own.item.remove();
    own.item = entry.item;
    own.shown = true;
    showState(entry.item, state, own.entry.error?.message, {});
  }

  #append(entry) {
    arrange(entry, this.#entries.at(-1));
    this.#entries.push(entry);
    this.#list.append(entry.item);
  }

  /** A page that stays open for days holds no more than what a person may scroll through. */
  #trim() {
    if (this.#entries.length <= MOST_ENTRIES) {
      return;
    }
    const gone = this.#entries.splice(0, this.#entries.length - KEPT_ENTRIES);
    gone.forEach((entry) => entry.item.remove());
    arrange(this.#entries[0], undefined);
    const oldest = this.#entries.find((entry) => entry.message !== undefined);
    if (oldest !== undefined) {
      this.#begin(true);
      this.#act.trimmed(oldest.message.at);
    }
  }
}
