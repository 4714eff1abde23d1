// What people read where a room is meant. Rooms have no titles yet: what they are called stands for one.

/** By itself, in an element that isolates its direction. */
export function titleOf(room) {
  return room;
}

/** Within a sentence, which a title from right to left must not turn around. */
export function inSentence(room) {
  return `\u2068#${titleOf(room)}\u2069`;
}
