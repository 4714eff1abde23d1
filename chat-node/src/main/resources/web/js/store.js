// What outlives a reload, for this tab: who one is, the rooms, what is unsent. Each tab may be another person.

const IDENTITY = 'chat.identity';
const ROOMS = 'chat.rooms';
const OUTBOX = 'chat.outbox';
const SESSION = 'chat.session';
const NAME = 'chat.name';

function read(storage, key, fallback) {
  try {
    return JSON.parse(storage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page works on and forgets at a reload.
  }
}

export const store = {
  identity: () => read(sessionStorage, IDENTITY, null),
  setIdentity: (identity) => write(sessionStorage, IDENTITY, identity),
  rooms: () => read(sessionStorage, ROOMS, []),
  setRooms: (rooms) => write(sessionStorage, ROOMS, rooms),
  session: () => read(sessionStorage, SESSION, undefined),
  setSession: (session) => write(sessionStorage, SESSION, session),
  /** Only a suggestion for the next tab. */
  lastName: () => read(localStorage, NAME, ''),
  setLastName: (name) => write(localStorage, NAME, name),
  journal: {
    load: () => read(sessionStorage, OUTBOX, []),
    save: (entries) => write(sessionStorage, OUTBOX, entries),
  },
  forget: () => [IDENTITY, ROOMS, OUTBOX, SESSION].forEach((key) => sessionStorage.removeItem(key)),
};
