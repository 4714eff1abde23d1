// Web addresses in what people write.

import { el } from './dom.js';

// Not in an address: white space, quotes and angle brackets, controls, what turns the text around it, and the punctuation of
// scripts that write it without a space.
const CANDIDATE = /https?:\/\/[^\s<>"'\p{Cc}\p{Cf}\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/giu;
const PUNCTUATION = /[.,;:!?*_~'…،؛؟।]/u;
// Beyond what anybody writes, they are no more than a load for the reader's browser.
const MOST_LINKS = 100;
const PAIRS = { ')': '(', ']': '[', '}': '{' };

/** Text whose web addresses are links. */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(CANDIDATE)) {
    const address = whole(found[0]);
    if (address !== '' && parts.length < 2 * MOST_LINKS) {
      parts.push(text.slice(from, found.index), link(address));
      from = found.index + address.length;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** What belongs to the address: no punctuation after it, and a bracket only where it was opened in it. */
function whole(candidate) {
  const open = Object.fromEntries(Object.entries(PAIRS).map(([end, begin]) => [end, count(candidate, begin) - count(candidate, end)]));
  let length = candidate.length;
  for (; length > 0; length--) {
    const last = candidate[length - 1];
    if (open[last] < 0) {
      open[last]++;
    } else if (!PUNCTUATION.test(last)) {
      break;
    }
  }
  const address = candidate.slice(0, length);
  return URL.canParse(address) ? address : '';
}

function count(text, character) {
  return text.split(character).length - 1;
}

function link(address) {
  return el('a', { href: address, textContent: address, dir: 'ltr', target: '_blank', rel: 'noopener noreferrer' });
}
