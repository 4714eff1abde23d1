// What the timeline of a room shows, one function a promise; WebClientTest runs each in Chromium.

import { Timeline } from '/js/view/timeline.js';
import { equal } from './stand-ins.js';

function timeline(act = {}) {
  const nothing = () => {};
  const view = new Timeline('general', () => 'ada', { older: nothing, read: nothing, retry: nothing, discard: nothing, ...act });
  document.body.append(view.root);
  return view;
}

const idOf = (number) => `019ab3f3-0001-7abc-8def-${String(number).padStart(12, '0')}`;
const message = (number, from = 'bob') => ({
  at: `7-${number}`, prev: `7-${number - 1}`, id: idOf(number), from, name: from, ts: 1_795_460_000_000 + number, message: `text ${number}`,
});
const written = (number) => ({
  key: idOf(number), id: idOf(number), room: 'general', message: `text ${number}`, written: 1_795_460_000_000, state: 'waiting',
});
const texts = (view) => [...view.root.querySelectorAll('.bubble')].map((bubble) => bubble.textContent);
const states = (view) => [...view.root.querySelectorAll('[data-state]')].map((item) => item.dataset.state);

export function an_own_message_is_shown_once_when_the_push_comes_before_the_ack() {
  const view = timeline();
  const entry = written(1);
  view.unsent(entry, 'added');
  view.unsent(entry, 'sent');
  equal([texts(view), states(view)], [['text 1'], ['sent']]);
  view.add([message(1, 'ada')]);
  equal([texts(view), states(view)], [['text 1'], ['sent']]);
  entry.at = '7-1';
  view.unsent(entry, 'stored', '7-1');
  equal([texts(view), states(view)], [['text 1'], ['stored']]);
}

export function an_own_message_is_shown_once_when_the_ack_comes_before_the_push() {
  const view = timeline();
  const entry = written(1);
  view.unsent(entry, 'added');
  entry.at = '7-1';
  view.unsent(entry, 'stored', '7-0');
  equal([texts(view), states(view)], [['text 1'], ['stored']]);
  view.add([message(1, 'ada')]);
  equal([texts(view), states(view)], [['text 1'], ['stored']]);
}

export function an_own_message_that_was_stored_long_ago_leaves_no_second_copy() {
  const view = timeline();
  const entry = written(1);
  view.unsent(entry, 'waiting');
  entry.at = '7-1';
  view.unsent(entry, 'stored', '7-900');
  equal(texts(view), []);
}

export function a_rollback_takes_back_what_is_above_and_keeps_what_is_unsent() {
  const view = timeline();
  const entry = written(3);
  view.add([message(1), message(2)]);
  view.unsent(entry, 'sent');
  view.add([message(3, 'ada')]);
  equal(view.rollback('7-1'), 2);
  equal([texts(view), states(view)], [['text 1', 'text 3'], ['sent']]);
  view.add([{ ...message(3, 'ada'), at: '8-1', prev: '7-1' }]);
  equal(texts(view), ['text 1', 'text 3']);
}

export function a_failed_message_says_why_and_offers_to_send_or_drop_it() {
  const asked = [];
  const view = timeline({ retry: (entry) => asked.push(['retry', entry.key]), discard: (entry) => asked.push(['discard', entry.key]) });
  const entry = { ...written(1), error: { code: 'stale_id', message: 'too old' } };
  view.unsent(entry, 'failed');
  equal(view.root.querySelector('.state').textContent.startsWith('Not sent: too old'), true);
  view.root.querySelectorAll('.state button').forEach((button) => button.click());
  equal(asked, [['retry', entry.key], ['discard', entry.key]]);
  view.unsent(entry, 'discarded');
  equal(texts(view), []);
}

export function older_pages_go_on_top_and_the_beginning_is_named() {
  const view = timeline();
  view.add([message(3)]);
  view.addOlder([message(1), message(2)], false);
  equal(texts(view), ['text 1', 'text 2', 'text 3']);
  equal(view.root.querySelectorAll('.new-day').length, 1);
  equal(view.root.querySelector('.beginning').textContent.includes('The room begins here.'), true);
}

export function a_page_that_stays_open_holds_a_bounded_number_of_messages() {
  let oldest;
  const view = timeline({ trimmed: (at) => (oldest = at) });
  view.add(Array.from({ length: 1_600 }, (_, i) => message(i + 1)));
  equal([texts(view).length, texts(view)[0], oldest], [1_000, 'text 601', '7-601']);
}

/** A timeline that somebody has scrolled up, so that its end is out of sight. */
async function scrolledUp(act) {
  const view = timeline(act);
  view.root.style.cssText = 'position: absolute; width: 300px; height: 200px; overflow-y: auto';
  view.add(Array.from({ length: 100 }, (_, i) => message(i + 1)));
  view.root.scrollTop = 400;
  await new Promise((done) => view.root.addEventListener('scroll', done, { once: true }));
  equal(view.atEnd, false);
  return view;
}

// Somebody had scrolled up and went away; the page grew for days.
export async function a_timeline_that_somebody_has_scrolled_up_grows_no_further_and_reads_the_newest_again() {
  let asked = 0;
  const view = await scrolledUp({ newest: () => asked++ });
  for (let i = 101; i <= 4_000; i++) {
    view.add([message(i)]);
  }
  equal([texts(view).length, texts(view)[0], asked], [1_500, 'text 1', 0], 'what is being read stays');
  equal(view.root.querySelector('.newer').hidden, false);
  view.root.scrollTop = 0;
  view.root.querySelector('.newer').click();
  equal([asked, texts(view), view.root.querySelector('.newer').hidden], [1, [], true]);
  view.add([message(4_001)]);
  view.addOlder([message(3_999), message(4_000)], true);
  equal(texts(view), ['text 3999', 'text 4000', 'text 4001']);
  equal(view.atEnd, true);
}

export async function who_scrolls_up_for_long_leaves_the_end_behind() {
  const view = await scrolledUp({ newest: () => {} });
  for (let page = 0; page < 40; page++) {
    view.addOlder(Array.from({ length: 50 }, (_, i) => message(-50 * page - 49 + i)), true);
  }
  equal([texts(view).length <= 1_500, texts(view)[0]], [true, 'text -1999']);
  equal(view.root.querySelector('.newer').hidden, false);
}

export async function an_own_message_takes_its_writer_to_the_end() {
  let asked = 0;
  const view = await scrolledUp({ newest: () => asked++ });
  view.add(Array.from({ length: 2_000 }, (_, i) => message(i + 101)));
  view.unsent(written(5_000), 'added');
  equal([asked, texts(view), view.atEnd], [1, ['text 5000'], true]);
}

export async function an_own_message_that_is_acked_while_its_room_is_out_of_sight_leaves_no_copy() {
  const view = timeline();
  const entry = written(5_000);
  view.unsent(entry, 'sent');
  view.root.style.cssText = 'position: absolute; width: 300px; height: 200px; overflow-y: auto';
  view.add(Array.from({ length: 100 }, (_, i) => message(i + 1)));
  view.root.scrollTop = 0;
  await new Promise((done) => view.root.addEventListener('scroll', done, { once: true }));
  view.add(Array.from({ length: 2_000 }, (_, i) => message(i + 101)));
  entry.at = '7-5000';
  view.unsent(entry, 'stored', '7-2100');
  view.add([message(5_000, 'ada')]);
  equal(texts(view).includes('text 5000'), false);
}

export function headings_are_renamed_when_the_day_ends() {
  const view = timeline();
  const now = Date.now;
  view.add([{ ...message(1), ts: now() }]);
  const heading = () => view.root.querySelector('.new-day > .day').textContent;
  equal(heading(), 'Today');
  try {
    Date.now = () => now() + 86_400_000;
    view.nameDays();
    equal(heading(), 'Yesterday');
  } finally {
    Date.now = now;
  }
}
