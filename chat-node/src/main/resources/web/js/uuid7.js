// Message ids: UUID version 7 in lower case (RFC 9562, section 5.7), 48 bits of milliseconds and 74 random ones.

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME_DIGITS = 12;
const RANDOM_BYTES = 10;

/** A new id; `millis` is the time by the node's clock. */
export function create(millis, random = secure) {
  const bytes = random(RANDOM_BYTES);
  bytes[0] = (bytes[0] & 0x0f) | 0x70;
  bytes[2] = (bytes[2] & 0x3f) | 0x80;
  const time = Math.floor(millis).toString(16).padStart(TIME_DIGITS, '0');
  const rest = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [time.slice(0, 8), time.slice(8), rest.slice(0, 4), rest.slice(4, 8), rest.slice(8)].join('-');
}

export function valid(id) {
  return typeof id === 'string' && FORM.test(id);
}

/** The milliseconds inside. */
export function timeOf(id) {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function secure(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}
