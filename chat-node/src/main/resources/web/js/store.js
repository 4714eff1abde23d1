// What outlives a reload, for this tab: who one is, the rooms, what is unsent or half written. Each tab may be another person.
//
// A browser may keep nothing (site data is blocked, or there is no room left): then it lasts as long as the page.

import { validRoom } from './names.js';

const IDENTITY = 'chat.identity';
const ROOMS = 'chat.rooms';
const OUTBOX = 'chat.outbox';
const DRAFTS = 'chat.drafts';
const SESSION = 'chat.session';
const NAME = 'chat.name';
const OF_THE_PERSON = [IDENTITY, ROOMS, OUTBOX, DRAFTS, SESSION];
const MOST_DRAFT = 65_536;

/** A storage of the browser, with what it does not take kept here. */
export class Shelf {
  #storage;
  #here = new Map();

  /** @param {() => Storage} storage which throws where site data is blocked */
  constructor(storage) {
    this.#storage = storage;
  }

  read(key, fallback) {
    try {
      return JSON.parse(this.#here.get(key) ?? this.#storage().getItem(key)) ?? fallback;
    } catch {
      return fallback;
    }
  }

  write(key, value) {
    const text = JSON.stringify(value);
    try {
      this.#storage().setItem(key, text);
      this.#here.delete(key);
    } catch {
      this.#here.set(key, text);
      this.#drop(key);
    }
  }

  remove(key) {
    this.#here.delete(key);
    this.#drop(key);
  }

  /** What is there is not what it should be. */
  #drop(key) {
    try {
      this.#storage().removeItem(key);
    } catch {
      // Nothing is there.
    }
  }

  /** Whether a reload loses nothing of this. */
  lasts(key) {
    return !this.#here.has(key);
  }
}

const tab = new Shelf(() => sessionStorage);
const device = new Shelf(() => localStorage);
const object = (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});
const list = (value) => (Array.isArray(value) ? value : []);

function identity() {
  const held = object(tab.read(IDENTITY, null));
  return ['token', 'user', 'name'].every((field) => typeof held[field] === 'string') ? held : null;
}

/** What was begun in each room; a room may be called `constructor`. */
const drafts = () => new Map(Object.entries(object(tab.read(DRAFTS, {}))));

export const store = {
  identity,
  setIdentity: (held) => tab.write(IDENTITY, held),
  rooms: () => list(tab.read(ROOMS, [])).filter(validRoom),
  setRooms: (rooms) => tab.write(ROOMS, rooms),
  session: () => tab.read(SESSION, undefined),
  setSession: (session) => tab.write(SESSION, session),
  /** What was begun in a room. */
  draft: (room) => String(drafts().get(room) ?? ''),
  setDraft: (room, text) => {
    const all = drafts();
    all.delete(room);
    // What is too long for any message is too long to be written down at every key.
    if (text !== '' && text.length <= MOST_DRAFT) {
      all.set(room, text);
    }
    tab.write(DRAFTS, Object.fromEntries(all));
  },
  /** Only a suggestion for the next tab. */
  lastName: () => String(device.read(NAME, '')),
  setLastName: (name) => device.write(NAME, name),
  journal: {
    load: () => list(tab.read(OUTBOX, [])),
    save: (entries) => tab.write(OUTBOX, entries),
  },
  /** Whether what is unsent outlives a reload. */
  keepsUnsent: () => tab.lasts(OUTBOX),
  forget: () => OF_THE_PERSON.forEach((key) => tab.remove(key)),
};
