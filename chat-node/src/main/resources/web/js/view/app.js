// The page of someone who has a name: rooms beside a conversation. Listens to the client, and tells it what people do.

import { normal, roomFault, validRoom } from '../names.js';
import { Composer } from './composer.js';
import { byId, dress } from './dom.js';
import { Sidebar } from './sidebar.js';
import { Status } from './status.js';
import { onNewDay } from './time.js';
import { Timeline } from './timeline.js';
import { inSentence, titleOf } from './titles.js';

const TITLE = 'Chat Cluster';
const FIRST_ROOM = 'general';

export class App {
  #client;
  #store;
  #me;
  #rooms = new Map();
  #current;
  #sidebar;
  #composer;
  #status;

  /**
   * @param {import('../chat-client.js').ChatClient} client
   * @param {object} store what outlives a reload
   * @param {{user: string, name: string}} me
   */
  constructor(client, store, me) {
    this.#client = client;
    this.#store = store;
    this.#me = me;
    this.#sidebar = new Sidebar((room) => this.show(room));
    this.#composer = new Composer(store, (text) => this.#write(text), (text) => client.bytesOver(this.#current, text));
    this.#status = new Status(() => client.hurry());
    byId('leave-room').addEventListener('click', () => this.#leave(this.#current));
    byId('jump').addEventListener('click', () => this.#rooms.get(this.#current).timeline.toEnd());
    addEventListener('hashchange', () => this.#followLink());
    document.addEventListener('visibilitychange', () => this.#read());
    this.#listen();
  }

  open() {
    this.#showMe();
    const known = this.#store.rooms();
    [...new Set([...known, ...this.#client.rooms()])].forEach((room) => this.#add(room));
    const linked = decodeHash();
    this.show(validRoom(linked) ? linked : (this.#rooms.keys().next().value ?? FIRST_ROOM));
    byId('app').hidden = false;
    this.#status.show(this.#client.status());
    this.#client.connect();
  }

  #showMe() {
    byId('me-name').textContent = this.#me.name;
    dress(byId('me-avatar'), this.#me.user, this.#me.name);
  }

  #listen() {
    const on = (type, handle) => this.#client.addEventListener(type, ({ detail }) => handle(detail));
    on('state', (status) => this.#changed(status));
    on('messages', ({ room, messages }) => this.#received(room, messages));
    on('older', ({ room, messages, more }) => this.#timeline(room)?.addOlder(messages, more));
    on('rollback', ({ room, to }) => this.#rolledBack(room, to));
    on('gap', ({ room }) => this.#timeline(room)?.note('Some messages are missing here: they are older than what the server keeps.'));
    on('outbox', ({ room, entry, change }) => this.#timeline(room)?.unsent(entry, change, this.#client.position(room)));
    on('refused', ({ room, message }) => this.#refused(room, message));
    onNewDay(() => this.#rooms.forEach(({ timeline }) => timeline.nameDays()));
  }

  /** A sentence on why there is no connection; empty for none. */
  explain(sentence) {
    this.#status.explain(sentence);
  }

  #changed(status) {
    this.#status.show(status);
    if (status.state === 'connected') {
      this.#me = { user: status.user, name: status.name };
      this.#store.setSession(status.session);
      this.#showMe();
    }
  }

  #timeline(room) {
    return this.#rooms.get(room)?.timeline;
  }

  #add(name) {
    if (this.#rooms.has(name)) {
      return;
    }
    const timeline = new Timeline(name, () => this.#me.user, {
      older: () => this.#client.loadOlder(name),
      retry: (entry) => this.#client.retry(entry),
      discard: (entry) => this.#client.discard(entry),
      read: () => this.#read(),
      trimmed: (at) => this.#client.forgetOlder(name, at),
      newest: () => this.#client.reread(name),
    });
    timeline.root.hidden = true;
    byId('timelines').append(timeline.root);
    this.#rooms.set(name, { timeline, unread: 0 });
    this.#client.unsent(name).forEach((entry) => timeline.unsent(entry, entry.state));
    this.#client.join(name);
  }

  /** Shows a room, joining it if need be. */
  show(name) {
    this.#add(name);
    this.#timeline(this.#current)?.root.setAttribute('hidden', '');
    this.#current = name;
    const { timeline } = this.#rooms.get(name);
    timeline.root.hidden = false;
    if (timeline.atEnd) {
      timeline.toEnd();
    }
    byId('room-name').textContent = `#${titleOf(name)}`;
    byId('leave-room').setAttribute('aria-label', `Leave ${inSentence(name)}`);
    this.#composer.show(name);
    this.#sidebar.open(false);
    if (decodeHash() !== name) {
      history.replaceState(null, '', `#${encodeURIComponent(name)}`);
    }
    this.#read();
    this.#listed();
  }

  #leave(name) {
    this.#client.leave(name);
    this.#remove(name);
  }

  #remove(name) {
    this.#timeline(name)?.root.remove();
    this.#rooms.delete(name);
    if (this.#current === name) {
      this.#current = undefined;
      this.show(this.#rooms.keys().next().value ?? FIRST_ROOM);
    }
    this.#listed();
  }

  #refused(room, message) {
    if (this.#client.unsent(room).length > 0) {
      this.#timeline(room)?.note(`This room cannot be joined: ${message}.`);
    } else {
      this.#remove(room);
    }
    this.#sidebar.complain(`${inSentence(room)} cannot be joined: ${message}.`);
  }

  #followLink() {
    const room = decodeHash();
    if (validRoom(room)) {
      this.show(room);
    } else if (room !== '') {
      this.#sidebar.complain(`The link leads to no room. ${roomFault(room)}`);
    }
  }

  #write(text) {
    this.#client.send(this.#current, text);
  }

  #received(name, messages) {
    const room = this.#rooms.get(name);
    if (room === undefined) {
      return;
    }
    room.timeline.add(messages);
    const seen = name === this.#current && room.timeline.atEnd && !document.hidden;
    if (!seen) {
      room.unread += messages.filter((message) => message.from !== this.#me.user).length;
      this.#listed();
    }
  }

  #rolledBack(name, to) {
    const count = this.#timeline(name)?.rollback(to) ?? 0;
    if (count > 0) {
      const what = count === 1 ? 'One message was taken back: it was' : `${count} messages were taken back: they were`;
      this.#timeline(name).note(`${what} lost before being safely stored. What you wrote is sent again.`);
    }
  }

  /** What is in view has been read. */
  #read() {
    const room = this.#rooms.get(this.#current);
    if (room !== undefined && room.unread > 0 && room.timeline.atEnd && !document.hidden) {
      room.unread = 0;
      this.#listed();
    }
    this.#jump();
  }

  #jump() {
    const room = this.#rooms.get(this.#current);
    byId('jump').hidden = room === undefined || room.timeline.atEnd;
    byId('jump-text').textContent = room?.unread > 0 ? `${room.unread} new` : 'Newest';
  }

  #listed() {
    const rooms = [...this.#rooms].map(([name, { unread }]) => ({ name, unread }));
    this.#sidebar.show(rooms, this.#current);
    this.#store.setRooms(rooms.map((room) => room.name));
    const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${inSentence(this.#current)} · ${TITLE}`;
    this.#jump();
  }
}

function decodeHash() {
  try {
    return normal(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return '';
  }
}
