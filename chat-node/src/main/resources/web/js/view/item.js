// The elements of a timeline: messages, messages on their way, and notes.

import { dress, el, icon } from './dom.js';
import { linked } from './links.js';
import { day, exactTime, sameDay, timeOfDay } from './time.js';

const GROUP_MILLIS = 5 * 60_000;
// Unicode's stream-safe format (UAX 15) has no more marks in a row, and no writing does. A tower of thousands takes a browser a
// second to lay out, each time: what is above thirty stays in the document, and is not laid out.
const TOWER = /(?<=\p{M}{30})\p{M}+/gu;

function calm(text) {
  const parts = [];
  let from = 0;
  for (const tower of text.matchAll(TOWER)) {
    parts.push(text.slice(from, tower.index), el('span', { hidden: true, textContent: tower[0] }));
    from = tower.index + tower[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** What stands in a bubble: text and links, without towers. */
function written(text) {
  return linked(text).flatMap((part) => {
    if (typeof part === 'string') {
      return calm(part);
    }
    part.replaceChildren(...calm(part.textContent));
    return part;
  });
}

/** @param {object} message `ts`, `from`, `name`, `message`; own ones have `own` */
export function messageItem(message) {
  const when = el('time', { dateTime: new Date(message.ts).toISOString(), title: exactTime(message.ts) }, timeOfDay(message.ts));
  const who = el('bdi', { class: 'who', textContent: message.own ? 'You' : message.name });
  const article = el(
    'article',
    { class: message.own ? 'message own' : 'message' },
    dress(el('span', { 'aria-hidden': 'true' }), message.from, message.name),
    el('div', { class: 'by' }, who, when),
    el('div', { class: 'bubble', dir: 'auto' }, ...written(message.message)),
  );
  return el('li', { class: 'item' }, el('div', { class: 'day' }, day(message.ts)), article);
}

export function noteItem(sentence) {
  return el('li', { class: 'item' }, el('p', { class: 'note' }, icon('warning'), el('span', { textContent: sentence })));
}

/** Shows how far an own message has come; `act` has `retry` and `discard`. */
export function showState(item, state, error, act) {
  item.querySelector('.state')?.remove();
  item.classList.toggle('unsent', state === 'waiting' || state === 'sent');
  item.classList.toggle('failed', state === 'failed');
  item.classList.toggle('settled', state === 'stored');
  item.dataset.state = state;
  const line = el('div', { class: 'state' });
  if (state === 'failed') {
    const again = el('button', { type: 'button', textContent: 'Send again', onclick: act.retry });
    const discard = el('button', { type: 'button', textContent: 'Discard', onclick: act.discard });
    line.append(icon('warning'), el('span', { textContent: `Not sent: ${error}` }), again, discard);
  } else if (state === 'stored') {
    line.append(icon('check'), 'Sent');
  } else {
    line.append(icon('clock'), state === 'sent' ? 'Sending…' : 'Waiting to be sent');
  }
  item.querySelector('.message').append(line);
}

/** Says of an entry what its day is called now. */
export function nameDay(entry) {
  if (entry.message !== undefined) {
    entry.item.querySelector('.day').textContent = day(entry.message.ts);
  }
}

/** Groups an entry with the one before it, or begins a new day. */
export function arrange(entry, before) {
  const message = entry.message;
  const previous = before?.message;
  const newDay = message !== undefined && (previous === undefined ? before === undefined : !sameDay(previous.ts, message.ts));
  const together =
    message !== undefined && previous !== undefined && !newDay && previous.from === message.from &&
    previous.name === message.name && message.ts - previous.ts < GROUP_MILLIS;
  entry.item.classList.toggle('new-day', newDay);
  entry.item.classList.toggle('grouped', together);
}
