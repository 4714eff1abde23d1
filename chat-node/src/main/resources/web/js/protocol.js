// The native protocol, version 1: commands out, replies and pushes in, and what errors and close codes ask for.

import * as position from './position.js';
import * as uuid7 from './uuid7.js';

const COMMANDS = {
  connect: ['ref', 'token'],
  join: ['ref', 'room', 'at'],
  leave: ['ref', 'room'],
  chat: ['ref', 'room', 'id', 'message', 'data'],
  signal: ['ref', 'room', 'topic', 'data'],
  history: ['ref', 'room', 'limit', 'before'],
  ping: ['ref'],
};

/** The frame of a command. Fields that are undefined are left out. */
export function encode(command) {
  const frame = { type: command.type };
  for (const field of COMMANDS[command.type]) {
    if (command[field] !== undefined) {
      frame[field] = command[field];
    }
  }
  return JSON.stringify(frame);
}

const text = (value) => typeof value === 'string';
const number = (value) => typeof value === 'number';
/** What a node calls a room or a user is called so, whatever version of Unicode it knows. */
const name = (value) => text(value) && value !== '';
const flag = (value) => typeof value === 'boolean';
const optional = (check) => (value) => value === undefined || check(value);
const place = position.valid;
const object = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
// What every event has, of whatever kind it is.
const event = { at: place, prev: place };
const message = { ...event, id: uuid7.valid, from: name, name: text, ts: number, message: text, data: optional(object) };

/** Whether an event is a message; others are of kinds that this client does not know. */
export const isMessage = ({ type }) => type === 'chat';

const FRAMES = {
  connected: {
    ref: optional(text), version: number, session: text, node: text, user: name, name: text, level: text, ts: number,
    pingInterval: number, maxFrame: number, maxMessage: number, maxData: number, maxRooms: number, maxInFlight: number,
    idWindow: number, signalInterval: optional(number),
  },
  joined: { ref: optional(text), room: name, from: place, head: place, recovered: flag },
  left: { ref: optional(text), room: name },
  sent: { ref: text, room: name },
  ok: { ref: text, id: uuid7.valid, at: place, level: text },
  history: {
    ref: optional(text), room: name, messages: (all) => Array.isArray(all) && all.every((one) => fits(one, one?.type === 'chat' ? message : event)),
    more: flag,
  },
  pong: { ref: optional(text), ts: number },
  error: {
    ref: optional(text), id: optional(text), room: optional(text), code: text, message: text, retryAfter: optional(number),
  },
  chat: { room: name, ...message },
  rollback: { room: name, to: place },
  gap: { room: name, after: place, next: place },
  removed: { room: name, code: text, message: text },
  signal: { room: optional(name), topic: text, from: name, name: text, data: optional(object) },
  drain: { min: number, max: number },
};

function fits(value, shape) {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return Object.entries(shape).every(([field, check]) => check(value[field]));
}

/**
 * The reply or push in a frame; null where a newer node says something that this client does not know. A push with a place
 * is an event of its room, known or not.
 *
 * @throws {ProtocolError} if the frame breaks the protocol
 */
export function decode(frame) {
  let value;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new ProtocolError('the node sent something that is not JSON');
  }
  if (typeof value !== 'object' || value === null || !text(value.type)) {
    throw new ProtocolError('the node sent a frame without a type');
  }
  if (!Object.hasOwn(FRAMES, value.type)) {
    return fits(value, { room: name, ...event }) ? value : null;
  }
  if (!fits(value, FRAMES[value.type])) {
    throw new ProtocolError(`the node sent a broken ${value.type}`);
  }
  return value;
}

export class ProtocolError extends Error {}

/** What a sender does about each error code: `again` with the same id, `join` first, or give up (`failed`). */
export const ERRORS = {
  malformed: 'failed',
  unknown_type: 'failed',
  unauthenticated: 'failed',
  already_connected: 'failed',
  bad_token: 'failed',
  token_expired: 'failed',
  bad_room: 'failed',
  bad_position: 'failed',
  bad_id: 'failed',
  stale_id: 'failed',
  empty_message: 'failed',
  message_too_big: 'failed',
  bad_text: 'failed',
  not_joined: 'join',
  forbidden: 'failed',
  too_many_rooms: 'failed',
  too_many_in_flight: 'again',
  rate_limited: 'again',
  overloaded: 'again',
  unavailable: 'again',
  archive_unavailable: 'again',
  retry_later: 'again',
  internal: 'again',
};

export function errorAction(code) {
  return Object.hasOwn(ERRORS, code) ? ERRORS[code] : 'failed';
}

/** Codes that a node answers to a `chat` before it looks at its log: this attempt has stored nothing. */
const STORE_NOTHING = new Set(['bad_id', 'stale_id', 'not_joined', 'forbidden', 'too_many_in_flight', 'rate_limited']);

export function storesNothing(code) {
  return STORE_NOTHING.has(code);
}

// RFC 6455: protocol error, a kind of data it does not take, not UTF-8, against its policy, too big.
const FRAME_BLAMED = new Set([1002, 1003, 1007, 1008, 1009]);

/** Whether a close code says that a frame of this client was wrong: the same frame would be again. */
export function blamesTheFrame(code) {
  return FRAME_BLAMED.has(code);
}

const DRAINING = 4503;
const TOKEN_EXPIRED = 4401;
const UNAUTHORIZED = 4501;

/**
 * What a close code asks for: `come back`, `come back with a fresh token`, `stay away until there is a token` or `stay away`.
 */
export function closeAction(code) {
  switch (code) {
    case TOKEN_EXPIRED:
      return 'come back with a fresh token';
    case UNAUTHORIZED:
      return 'stay away until there is a token';
    case DRAINING:
      return 'come back';
    default:
      return code >= 4500 && code <= 4999 ? 'stay away' : 'come back';
  }
}
