// A place in a room's order, written `epoch-offset`. The numbers go up to 2^63-1, beyond what a JavaScript number holds.

/** Before the first message of every room. */
export const NONE = '0-0';

const FORM = /^(0|[1-9][0-9]{0,18})-(0|[1-9][0-9]{0,18})$/;
const MAX = 2n ** 63n - 1n;

function parts(position) {
  const found = FORM.exec(position);
  return found === null ? null : [BigInt(found[1]), BigInt(found[2])];
}

export function valid(position) {
  if (typeof position !== 'string') {
    return false;
  }
  const both = parts(position);
  return both !== null && both[0] <= MAX && both[1] <= MAX;
}

/** Negative, zero or positive, as a comparator. */
export function compare(left, right) {
  if (left === right) {
    return 0;
  }
  const [leftEpoch, leftOffset] = parts(left);
  const [rightEpoch, rightOffset] = parts(right);
  if (leftEpoch !== rightEpoch) {
    return leftEpoch < rightEpoch ? -1 : 1;
  }
  return leftOffset < rightOffset ? -1 : 1;
}

export function isAfter(left, right) {
  return compare(left, right) > 0;
}

export function epochOf(position) {
  return parts(position)[0];
}

/** The least position above this one: as `before` it asks for history up to and including this one. */
export function justAfter(position) {
  const [epoch, offset] = parts(position);
  return offset < MAX ? `${epoch}-${offset + 1n}` : `${epoch + 1n}-0`;
}
