// What the parts of the page promise, one function a promise; WebClientTest runs each in Chromium.

import { guestAddress, socketAddress } from '/js/addresses.js';
import { Shelf, store } from '/js/store.js';
import { onWake } from '/js/wake.js';
import { sends, trimmed } from '/js/view/composer.js';
import { dress, el } from '/js/view/dom.js';
import { messageItem } from '/js/view/item.js';
import { linked } from '/js/view/links.js';
import { day } from '/js/view/time.js';
import { equal } from './stand-ins.js';

export function the_server_is_beside_the_page_wherever_that_is() {
  for (const [page, socket, guest] of [
    ['http://localhost:8080/', 'ws://localhost:8080/ws', 'http://localhost:8080/api/guest'],
    ['http://localhost:8080/#room', 'ws://localhost:8080/ws', 'http://localhost:8080/api/guest'],
    ['https://example.org/chat/?x=1#room', 'wss://example.org/chat/ws', 'https://example.org/chat/api/guest'],
    ['https://example.org/a/b/index.html', 'wss://example.org/a/b/ws', 'https://example.org/a/b/api/guest'],
  ]) {
    equal([socketAddress(page), guestAddress(page)], [socket, guest], page);
  }
}

const STORM = Array.from({ length: 3_000 }, (_, i) => String.fromCodePoint(0x300 + (i % 0x6f))).join('');
const ENTER = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

export function enter_sends_and_shift_enter_begins_a_line() {
  equal([sends(ENTER), sends({ ...ENTER, shiftKey: true }), sends({ ...ENTER, key: 'a', keyCode: 65 })], [true, false, false]);
}

// Safari ends the composition before the key comes, so that it is not `isComposing` any more.
export function enter_that_ends_a_composition_belongs_to_the_input_method() {
  equal(sends({ ...ENTER, isComposing: true, keyCode: 229 }), false, 'Chrome, Firefox');
  equal(sends({ ...ENTER, keyCode: 229 }), false, 'Safari');
}

export function a_message_keeps_its_indentation_and_loses_what_surrounds_it() {
  equal(trimmed('    code\n        more\n'), '    code\n        more');
  equal(trimmed('\n \t\n  first\n\n  last \n\n'), '  first\n\n  last');
  equal([trimmed(' \n\t '), trimmed(''), trimmed('\u3000 \n')], ['', '', '']);
}

const addresses = (text) => linked(text).filter((part) => part instanceof HTMLAnchorElement).map((link) => link.href);

export function web_addresses_are_linked_whole_and_without_what_stands_around_them() {
  for (const [text, ...wanted] of [
    ['https://en.wikipedia.org/wiki/Rust_(programming_language)', 'https://en.wikipedia.org/wiki/Rust_(programming_language)'],
    ['(see https://en.wikipedia.org/wiki/Rust_(programming_language)).', 'https://en.wikipedia.org/wiki/Rust_(programming_language)'],
    ['(see https://example.com/a)', 'https://example.com/a'],
    ['[https://example.com/a[1]]', 'https://example.com/a[1]'],
    ['HTTPS://EXAMPLE.COM/x', 'https://example.com/x'],
    ['two: http://a.example, https://b.example!', 'http://a.example/', 'https://b.example/'],
    ['https://example.com/?a=1&b=(2)#c...', 'https://example.com/?a=1&b=(2)#c'],
    ['**https://example.com/b**', 'https://example.com/b'],
    ['https://example.com/a（注）。', 'https://example.com/a'],
    ['"https://example.com/q"', 'https://example.com/q'],
    ['https://example.com/\u202egpj.exe', 'https://example.com/'],
    ['https://münchen.example/ö', 'https://xn--mnchen-3ya.example/%C3%B6'],
    ['https:// http://) https://[ javascript:alert(1) ftp://example.com'],
  ]) {
    equal(addresses(text), wanted, text);
    equal(linked(text).map((part) => part.textContent ?? part).join(''), text, 'nothing is lost');
  }
}

export function a_message_has_a_bounded_number_of_links() {
  const text = 'http://a.example '.repeat(900);
  equal([addresses(text).length, linked(text).map((part) => part.textContent ?? part).join('') === text], [100, true]);
}

// 50 messages of 8,000 marks on one letter kept a page busy for half a minute.
export function of_a_tower_of_marks_as_much_is_laid_out_as_a_browser_does_in_no_time() {
  const bubble = (text) => {
    const shown = messageItem({ ts: 0, from: 'bob', name: 'Bob', message: text }).querySelector('.bubble');
    equal(shown.textContent, text, 'nothing is lost');
    shown.querySelectorAll('[hidden]').forEach((tower) => tower.remove());
    return shown.textContent;
  };
  equal(bubble(`a${STORM}b`), `a${STORM.slice(0, 30)}b`);
  equal(bubble(`${STORM}, ${STORM}`), `${STORM.slice(0, 30)}, ${STORM.slice(0, 30)}`);
  equal(bubble(`https://a.example/${STORM} x`), `https://a.example/${STORM.slice(0, 30)} x`);
  const hindi = '\u0915\u094d\u0937\u093f\u0923\u093f\u0902 Z\u0301\u0316 \u{1F3F3}\ufe0f\u200d\u{1F308}';
  equal(bubble(hindi), hindi);
}

export function many_brackets_take_no_long_time() {
  const began = performance.now();
  addresses(`https://example.com/${')'.repeat(16_000)}`);
  addresses(`https://example.com/${'('.repeat(8_000)}${')'.repeat(8_000)}`);
  addresses('https://'.repeat(2_000));
  equal(performance.now() - began < 2_000, true);
}

export function days_are_named_by_the_calendar() {
  const at = (...date) => new Date(...date).getTime();
  const now = at(2026, 2, 30, 0, 30);
  equal([day(now, now), day(at(2026, 2, 29, 23), now), day(at(2026, 2, 29, 0, 1), now)], ['Today', 'Yesterday', 'Yesterday']);
  equal(['Today', 'Yesterday'].includes(day(at(2026, 2, 28, 23, 59), now)), false);
  equal(day(at(2026, 2, 30, 12), at(2026, 2, 31, 0, 1)), 'Yesterday', 'midnight has passed');
}

function storage(takes) {
  const held = new Map();
  return {
    held,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > takes) {
        throw new DOMException('full', 'QuotaExceededError');
      }
      held.set(key, value);
    },
    removeItem: (key) => held.delete(key),
  };
}

export function what_a_browser_does_not_keep_lasts_as_long_as_the_page() {
  const blocked = new Shelf(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  equal(blocked.read('a', 'nothing'), 'nothing');
  blocked.write('a', [1]);
  equal([blocked.read('a', 'nothing'), blocked.lasts('a')], [[1], false]);
  blocked.remove('a');
  equal(blocked.read('a', 'nothing'), 'nothing');
}

export function a_storage_that_is_full_never_gives_back_what_was_before() {
  const small = storage(10);
  const shelf = new Shelf(() => small);
  shelf.write('a', 'short');
  equal(shelf.lasts('a'), true);
  shelf.write('a', 'far too long for it');
  equal([shelf.read('a'), shelf.lasts('a'), small.held.has('a')], ['far too long for it', false, false]);
  shelf.write('a', 'again');
  equal([shelf.read('a'), shelf.lasts('a')], ['again', true]);
}

export function what_somebody_wrote_into_the_storage_by_hand_is_no_trouble() {
  const odd = storage(1_000);
  odd.held.set('a', '{not json');
  equal(new Shelf(() => odd).read('a', 'nothing'), 'nothing');
}

export function drafts_are_kept_for_each_room_whatever_it_is_called() {
  for (const room of ['constructor', '__proto__', 'toString', 'general']) {
    equal(store.draft(room), '', room);
    store.setDraft(room, `half of ${room}`);
  }
  equal(['constructor', '__proto__', 'toString', 'general'].map(store.draft),
    ['half of constructor', 'half of __proto__', 'half of toString', 'half of general']);
  store.setDraft('general', 'x'.repeat(100_000));
  store.setDraft('constructor', '');
  equal(['constructor', '__proto__', 'general'].map(store.draft), ['', 'half of __proto__', '']);
  store.forget();
  equal(store.draft('__proto__'), '');
}

export function waking_up_is_noticed() {
  let count = 0;
  onWake(() => count++);
  ['online', 'focus', 'pageshow'].forEach((type) => dispatchEvent(new Event(type)));
  ['resume', 'visibilitychange'].forEach((type) => document.dispatchEvent(new Event(type)));
  equal(count, 5);
}

function shown(text, name = 'Bob') {
  const room = el('div', { style: 'position: absolute; inset: 0 auto auto 0; width: 320px; height: 400px; overflow: auto' });
  room.append(messageItem({ ts: 0, from: 'bob', name, message: text }));
  document.body.append(room);
  return room;
}

const inside = (box, outer) => box.left >= outer.left - 1 && box.right <= outer.right + 1;

// One message of 1,500 spacing marks, which no line may be broken between, made the page as wide as it.
export async function nothing_that_people_write_widens_the_page_or_covers_its_neighbours() {
  await import('/js/view/dom.js');
  for (const text of [`Z${STORM}`, `\u0928${'\u0903'.repeat(1_500)}`, '\ufdfd'.repeat(50), 'x'.repeat(2_000), '\u1100'.repeat(1_500)]) {
    for (const room of [shown(text), shown('hello', text.slice(0, 500))]) {
      equal(room.scrollWidth <= room.clientWidth, true, `wide: ${text.slice(0, 3)}`);
      for (const box of room.querySelectorAll('.bubble, .by, .avatar')) {
        equal([inside(box.getBoundingClientRect(), room.getBoundingClientRect()), getComputedStyle(box).overflow], [true, 'hidden']);
      }
      room.remove();
    }
  }
}

export function text_runs_in_its_own_direction_line_by_line() {
  const room = shown('\u05de\u05d4 \u05e9\u05dc\u05d5\u05de\u05da?\nhow are you?');
  const bubble = room.querySelector('.bubble');
  const text = bubble.firstChild;
  const left = (index) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().left;
  };
  const hebrew = text.data.indexOf('?');
  const english = text.data.lastIndexOf('?');
  equal([left(hebrew) < left(0), left(english) > left(hebrew + 2)], [true, true]);
  room.remove();
}

export function initials_are_whole_characters() {
  const initials = (name) => dress(el('span'), 'ada', name).textContent;
  equal(['Ada Lovelace', '\u{1F1EB}\u{1F1F7}', 'e\u0301ve', 'ada', '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'].map(initials),
    ['AL', '\u{1F1EB}\u{1F1F7}', 'E\u0301', 'A', '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}']);
}
