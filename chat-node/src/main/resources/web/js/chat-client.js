// A chat client without a page.
//
//   const chat = new ChatClient({ url: 'wss://chat.example.org/ws', token });
//   chat.addEventListener('messages', ({ detail }) => show(detail.room, detail.messages));
//   chat.join('general');
//   chat.connect();
//   chat.send('general', 'Hello');
//
// It comes back by itself, goes on in every room where it stood, hands on each message exactly once and in order, and sends
// what was written while it was away. What an application shows is the order of `messages`, minus what `rollback` takes back.
//
// Events (in `detail`):
//   state     state, reason, retryAt, node, session, user, name, level
//   messages  room, messages: new ones, in order
//   event     room, event: something else in the room's order, of a kind (`event.type`) that this client does not know
//   older     room, messages, more, events: a page of history, to go before everything held; events has all kinds
//   rollback  room, to: forget every message above `to`; none had been acked
//   gap       room, after, next: what lies between cannot be had any more
//   joined    room, recovered
//   refused   room, code, message: the room cannot be joined, or the user may be in it no more
//   outbox    room, entry, change: `added`, `sent`, `waiting`, `failed`, `stored` (then entry.at), `discarded`
//   signal    room, topic, from, name, data: something fleeting; without `room` it is for this user wherever they are
//   drain     min, max: the node is leaving

import { Backoff } from './backoff.js';
import { browserClock, NodeClock } from './clocks.js';
import { Connection } from './connection.js';
import { noJournal, Outbox } from './outbox.js';
import { validRoom } from './names.js';
import { Pages } from './pages.js';
import { errorAction, isMessage } from './protocol.js';
import { Requests } from './requests.js';
import { Retries } from './retries.js';
import { Room } from './room.js';
import { Sender } from './sender.js';
import { Signals } from './signals.js';
import { bytesOver, cleanText, LONGEST_ID, sendable } from './text.js';

const DEFAULT_RETRY_MILLIS = 1_000;

export class ChatClient extends EventTarget {
  #random;
  #connection;
  #requests;
  #outbox;
  #sender;
  #time;
  #rooms = new Map();
  #pages;
  #signals;
  #retries;

  /**
   * @param {object} options
   * @param {string} options.url where the WebSocket is
   * @param {string | ((wish: {fresh: boolean}) => string | Promise<string>)} options.token
   * @param {string} [options.session] the session of before, so that the load balancer prefers its node
   * @param {object} [options.journal] keeps unsent messages: `load()` and `save(entries)`
   * @param {(url: string) => WebSocket} [options.webSocket] for tests
   * @param {object} [options.clock] for tests; see `clocks.js`
   * @param {() => number} [options.random] for tests
   */
  constructor({ url, token, session, journal = noJournal, webSocket, clock = browserClock, random = Math.random }) {
    super();
    this.#random = random;
    this.#retries = new Retries(clock, random);
    const means = { webSocket: webSocket ?? ((address) => new WebSocket(address)), clock, random };
    this.#connection = new Connection(
      { url, token, session, means },
      {
        state: () => this.#emit('state', this.status()),
        connected: (reply) => this.#connected(reply),
        frame: (frame) => this.#frame(frame),
        lost: (code) => this.#lost(code),
      },
    );
    this.#requests = new Requests((command) => this.#connection.send(command));
    this.#pages = new Pages(this.#requests, {
      none: (room) => this.#emit('older', { room: room.name, messages: [], more: room.more }),
      later: (room, retryAfter) => this.#retryLater(room.name, retryAfter),
    });
    this.#signals = new Signals((command) => this.#connection.send(command), clock);
    this.#time = new NodeClock(clock);
    this.#outbox = new Outbox(journal);
    this.#sender = new Sender(this.#outbox, this.#requests, clock, this.#time, {
      changed: (entry, change) => this.#emit('outbox', { room: entry.room, entry, change }),
      ask: () => this.hurry(),
      rejoin: (name) => this.#rejoin(name),
      later: (name, retryAfter) => this.#retryLater(name, retryAfter),
      next: (name) => this.#flush(name),
    });
    this.#outbox.rooms().forEach((room) => this.join(room));
  }

  /** `disconnected`, `connecting` or `connected`. */
  get state() {
    return this.#connection.state;
  }

  /** What the node said in `connected`, last time; null before. */
  get node() {
    return this.#connection.node;
  }

  /** Milliseconds since 1970 by the node's clock. */
  now() {
    return this.#time.now();
  }

  status() {
    const { state, reason, retryAt } = this.#connection;
    const { node, session, user, name, level } = this.node ?? {};
    return { state, reason, retryAt, node, session, user, name, level };
  }

  connect() {
    this.#connection.start();
  }

  disconnect() {
    this.#connection.stop();
  }

  /**
   * To be called when the network may have changed, the device has woken up, or a person does not want to wait: tries at once
   * instead of waiting for the next attempt, and makes sure that a connection that seems to be there is.
   */
  hurry() {
    this.#connection.hurry();
  }

  rooms() {
    return [...this.#rooms.keys()];
  }

  join(name) {
    if (!validRoom(name)) {
      throw new RangeError('that is no name for a room');
    }
    if (!this.#rooms.has(name)) {
      const room = new Room(name, new Backoff(this.#random), {
        event: (event) => this.#happened(name, event),
        older: (events, more) => this.#emit('older', { room: name, messages: events.filter(isMessage), more, events }),
        rollback: (to) => this.#rolledBack(room, to),
        gap: (after, next) => this.#emit('gap', { room: name, after, next }),
        rejoin: (again) => this.#healHole(room, again),
      });
      this.#rooms.set(name, room);
      this.#enter(room);
    }
  }

  /** Leaves; what is unsent there stays and goes out when the room is joined again. */
  leave(name) {
    const room = this.#rooms.get(name);
    if (room !== undefined) {
      this.#rooms.delete(name);
      this.#pages.forget(name);
      this.#signals.forget(name);
      this.#retries.stop(name);
      this.#requests.forget(room.joinRef);
      if (this.state === 'connected') {
        this.#requests.ask({ type: 'leave', room: name }, () => {});
      }
    }
  }

  /**
   * Writes a message; it goes out now or when that is possible. Joins the room if need be.
   *
   * @param {object} [data] what the application says beside the text
   * @throws {UnsendableError} if there is nothing to see in it, or if it is too big
   */
  send(name, text, data = undefined) {
    const message = sendable(name, text, data, this.node);
    this.join(name);
    const entry = this.#outbox.add(name, message, this.now(), data);
    this.#emit('outbox', { room: name, entry, change: 'added' });
    this.#flush(name);
    return entry;
  }

  /**
   * Tells the others in a room something fleeting: they hear it now or never, and of signals that follow each other too fast the
   * newest. False if that is not possible now.
   *
   * @param {string} topic what it is about, in the application's words: `typing`, `cursor:page-7`
   * @param {object} [data] what the application says about it
   */
  signal(name, topic, data = undefined) {
    return this.#rooms.get(name)?.state === 'joined' && this.#signals.signal(name, topic, data);
  }

  /** How many bytes a text, or the data beside it, is too long for a message; zero or less if both fit. */
  bytesOver(name, text, data = undefined) {
    return bytesOver({ room: name, id: LONGEST_ID, message: cleanText(text), data }, this.node);
  }

  /** Where this client stands in a room; undefined before it is joined. */
  position(name) {
    return this.#rooms.get(name)?.at;
  }

  /** The application holds nothing before this message any more; {@link loadOlder} goes on from here. */
  forgetOlder(name, at) {
    this.#rooms.get(name)?.forgetOlder(at);
  }

  /** The application holds nothing any more: the newest page comes again as `older`. */
  reread(name) {
    this.#rooms.get(name)?.forgetAll();
    this.#pages.forget(name);
    this.loadOlder(name);
  }

  /** What was written in a room and has no ack. */
  unsent(name) {
    return this.#outbox.entries(name);
  }

  /** Sends a failed message after all, as a new one. Joins the room if need be. */
  retry(entry) {
    this.join(entry.room);
    this.#emit('outbox', { room: entry.room, entry, change: 'discarded' });
    const again = this.#outbox.retry(entry, this.now());
    this.#emit('outbox', { room: again.room, entry: again, change: 'added' });
    this.#flush(again.room);
  }

  /** Forgets a failed message. */
  discard(entry) {
    this.#outbox.stored(entry);
    this.#emit('outbox', { room: entry.room, entry, change: 'discarded' });
  }

  /** Asks for the page before what is held; it comes as `older`. False if there is none, or it is on its way. */
  loadOlder(name) {
    return this.#pages.ask(this.#rooms.get(name));
  }

  #connected(reply) {
    this.#time.learn(reply.ts);
    this.#requests.open(reply.maxInFlight);
    this.#sender.open(reply);
    this.#signals.open(reply.signalInterval);
    for (const room of this.#rooms.values()) {
      this.#enter(room);
    }
  }

  #lost(code) {
    this.#requests.clear();
    this.#pages.clear();
    this.#signals.close();
    this.#retries.stopAll();
    this.#rooms.forEach((room) => room.joining(undefined));
    this.#sender.lost(code);
  }

  #happened(room, event) {
    if (isMessage(event)) {
      this.#emit('messages', { room, messages: [event] });
    } else {
      this.#emit('event', { room, event });
    }
  }

  #healHole(room, again) {
    if (!again) {
      room.patience.reset();
      this.#enter(room);
    } else {
      room.refused();
      this.#retryLater(room.name, room.patience.next());
    }
  }

  #rejoin(name) {
    const room = this.#rooms.get(name);
    if (room !== undefined) {
      this.#enter(room);
    }
  }

  /** Joins from where the client stands; the answer to an earlier join, if one is due, will not come. */
  #enter(room) {
    if (this.state !== 'connected') {
      return;
    }
    this.#requests.forget(room.joinRef);
    room.joining(this.#requests.ask({ type: 'join', room: room.name, at: room.at }, (reply) => this.#entered(room, reply)));
  }

  #entered(room, reply) {
    if (this.#rooms.get(room.name) !== room) {
      return;
    }
    if (reply.type === 'error') {
      this.#notEntered(room, reply);
    } else if (room.onJoined(reply)) {
      this.#emit('joined', { room: room.name, recovered: reply.recovered });
      if (room.more === undefined) {
        this.loadOlder(room.name);
      }
      this.#flush(room.name);
    }
  }

  #notEntered(room, error) {
    if (errorAction(error.code) === 'again') {
      room.refused();
      this.#retryLater(room.name, error.retryAfter);
    } else {
      this.#removed({ room: room.name, code: error.code, message: error.message });
    }
  }

  #frame(frame) {
    const room = this.#rooms.get(frame.room);
    switch (frame.type) {
      case 'rollback':
        room?.onRollback(frame);
        break;
      case 'gap':
        room?.onGap(frame);
        break;
      case 'removed':
        this.#removed(frame);
        break;
      case 'signal':
        this.#signalled(frame, room);
        break;
      case 'drain':
        this.#emit('drain', { min: frame.min, max: frame.max });
        break;
      case 'pong':
        this.#time.learn(frame.ts);
        this.rooms().forEach((name) => this.#flush(name));
        break;
      default:
        if (frame.prev !== undefined) {
          room?.onEvent(frame);
        } else {
          this.#requests.answer(frame);
        }
    }
  }

  #signalled({ room: name, topic, from, name: by, data }, room) {
    if (name === undefined || room?.state === 'joined') {
      this.#emit('signal', { room: name, topic, from, name: by, data });
    }
  }

  #removed({ room, code, message }) {
    if (this.#rooms.delete(room)) {
      this.#pages.forget(room);
      this.#retries.stop(room);
      this.#sender.refuse(room, code, message);
      this.#emit('refused', { room, code, message });
    }
  }

  #rolledBack(room, to) {
    this.#emit('rollback', { room: room.name, to });
    this.#pages.forget(room.name);
    if (room.more === undefined) {
      this.loadOlder(room.name);
    }
  }

  /** Puts the room's next message on the wire, if it is its time. */
  #flush(name) {
    if (this.#rooms.get(name)?.state === 'joined' && !this.#retries.has(name)) {
      this.#sender.flush(name);
    }
  }

  #retryLater(name, retryAfter = DEFAULT_RETRY_MILLIS) {
    this.#retries.later(name, retryAfter, () => this.#tryAgain(name));
  }

  /** Whatever this room was told to do later. */
  #tryAgain(name) {
    const room = this.#rooms.get(name);
    if (room?.state === 'refused') {
      this.#enter(room);
    } else if (room?.state === 'joined') {
      if (room.more === undefined) {
        this.loadOlder(name);
      }
      this.#flush(name);
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
