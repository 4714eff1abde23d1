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
