// What may be said in a message.

import { encode } from './protocol.js';

const DEFAULT_MAX_MESSAGE = 16_384;
const DEFAULT_MAX_DATA = 4_096;
const DEFAULT_MAX_FRAME = 65_536;
/** As long as the id of any message. */
export const LONGEST_ID = '0'.repeat(36);
const LONGEST_REF = '9'.repeat(16);
// Whatever leaves no mark on the page: white space, controls, what Unicode calls ignorable, and the braille pattern of no dots.
const SHOWS = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A message that no node will ever take; `code` is the protocol's. */
export class UnsendableError extends RangeError {
  constructor(code, sentence) {
    super(sentence);
    this.code = code;
  }
}

/** Bytes of a text as the node counts them. */
export function utf8Length(text) {
  return new TextEncoder().encode(text).length;
}

/** Replaces what is not text for the protocol: U+0000 and lone surrogates. */
export function cleanText(text) {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** Whether there is anything to see in a text. */
export function shows(text) {
  return SHOWS.test(text);
}

/**
 * How many bytes a message is over what the node takes; zero or less if it fits. Its frame counts too: JSON writes some
 * characters with six letters.
 *
 * @param {object | null} limits what the node said in `connected`
 */
export function bytesOver({ room, id, message, data }, limits) {
  const frame = encode({ type: 'chat', ref: LONGEST_REF, room, id, message, data });
  return Math.max(
    utf8Length(message) - (limits?.maxMessage ?? DEFAULT_MAX_MESSAGE),
    data === undefined ? -Infinity : utf8Length(JSON.stringify(data)) - (limits?.maxData ?? DEFAULT_MAX_DATA),
    utf8Length(frame) - (limits?.maxFrame ?? DEFAULT_MAX_FRAME),
  );
}

/**
 * The text of a message as it goes out.
 *
 * @throws {UnsendableError} if there is nothing to see in it, or if it is too big
 */
export function sendable(room, text, data, limits) {
  const message = cleanText(text);
  if (!shows(message)) {
    throw new UnsendableError('empty_message', 'there is nothing to see in the message');
  }
  const over = bytesOver({ room, id: LONGEST_ID, message, data }, limits);
  if (over > 0) {
    throw new UnsendableError('message_too_big', `the message is ${over} bytes too long`);
  }
  return message;
}
