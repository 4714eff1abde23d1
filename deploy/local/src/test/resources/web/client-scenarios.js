// What the client library promises, one function a promise; WebClientTest runs each in Chromium.

import { Backoff } from '/js/backoff.js';
import { timeOf, valid } from '/js/uuid7.js';
import { Bench, equal, message, settled } from './stand-ins.js';

export async function the_token_goes_in_the_first_frame_and_never_in_the_url() {
  const bench = new Bench();
  await bench.connected();
  equal(bench.socket.sent[0], { type: 'connect', ref: 'connect', token: 'a-token' });
  equal(bench.socket.url, 'ws://test/ws');
  equal(bench.seen('state').map((event) => event.state), ['connecting', 'connected']);
}

export async function coming_back_names_the_session_of_before() {
  const bench = new Bench();
  await bench.connected();
  await bench.reconnected();
  equal(bench.socket.url, 'ws://test/ws?sid=n1.1');
}

export async function a_node_that_cannot_be_reached_is_not_asked_for_again() {
  const bench = new Bench();
  await bench.connected();
  bench.socket.breaks();
  await bench.clock.pass(9_000);
  bench.socket.breaks();
  await bench.clock.pass(9_000);
  equal(bench.socket.url, 'ws://test/ws');
}

export async function pushes_are_shown_once_and_in_order() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.push('7-11', '7-10');
  bench.push('7-11', '7-10');
  bench.push('7-12', '7-11');
  bench.push('7-10', '7-9');
  bench.push('8-1', '7-12');
  equal(bench.shown, ['7-11', '7-12', '8-1']);
}

export async function a_hole_is_filled_by_joining_again_from_the_position() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.push('7-12', '7-11');
  equal(bench.shown, []);
  equal(bench.socket.last('join').at, '7-10');
  bench.push('7-13', '7-12');
  equal(bench.socket.count('join'), 2, 'one join is enough');
  bench.joined('7-10', '7-13', true);
  bench.push('7-11', '7-10');
  bench.push('7-12', '7-11');
  bench.push('7-13', '7-12');
  equal(bench.shown, ['7-11', '7-12', '7-13']);
}

export async function coming_back_goes_on_from_the_position() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.push('7-11', '7-10');
  await bench.reconnected();
  equal(bench.socket.last('join'), { type: 'join', ref: bench.socket.last('join').ref, room: 'general', at: '7-11' });
  bench.joined('7-11', '7-12', true);
  bench.push('7-12', '7-11');
  equal(bench.shown, ['7-11', '7-12']);
}

export async function a_rollback_is_told_and_the_room_goes_on_from_there() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.push('7-11', '7-10');
  bench.socket.says({ type: 'rollback', room: 'general', to: '7-10' });
  bench.push('8-1', '7-10');
  equal(bench.seen('rollback').map((event) => event.to), ['7-10']);
  equal(bench.shown, ['7-11', '8-1']);
}

// A branch may come back: 7-11 was shown, then 7-12 and 8-1 by others; told `rollback to 7-12` the client has only 7-11.
export async function a_rollback_to_a_branch_never_seen_goes_back_to_what_was_seen_and_reads_the_rest() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.push('7-11', '7-10');
  bench.push('8-1', '7-11');
  bench.socket.says({ type: 'rollback', room: 'general', to: '7-12' });
  bench.push('9-1', '7-12');
  equal(bench.seen('rollback').map((event) => event.to), ['7-11']);
  equal(bench.socket.last('join').at, '7-11');
  bench.joined('7-11', '9-1', true);
  bench.push('7-12', '7-11');
  bench.push('9-1', '7-12');
  equal(bench.shown, ['7-11', '8-1', '7-12', '9-1']);
}

export async function a_gap_is_told_and_the_room_goes_on_after_it() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  await bench.reconnected();
  bench.joined('7-10', '7-90', false);
  bench.socket.says({ type: 'gap', room: 'general', after: '7-10', next: '7-90' });
  bench.push('7-90', '7-89');
  bench.push('7-91', '7-90');
  equal(bench.seen('gap').map((event) => [event.after, event.next]), [['7-10', '7-90']]);
  equal(bench.shown, ['7-90', '7-91']);
}

export async function a_gap_up_to_the_head_goes_on_with_its_successor() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.socket.says({ type: 'gap', room: 'general', after: '7-10', next: '7-90' });
  bench.push('7-91', '7-90');
  equal(bench.shown, ['7-91']);
}

export async function history_ends_where_the_pushes_begin() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected();
  bench.joined('7-2');
  bench.push('7-3', '7-2');
  equal(bench.socket.last('history').before, '7-3', 'up to and including the position');
  bench.history([message('7-1', '0-0'), message('7-2', '7-1')]);
  equal(bench.shown, ['7-1', '7-2', '7-3']);
  equal(bench.client.loadOlder('general'), false, 'there is nothing older');
}

export async function older_pages_go_before_what_is_held() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected();
  bench.joined('7-4');
  bench.history([message('7-3', '7-2'), message('7-4', '7-3')], true);
  equal(bench.client.loadOlder('general'), true);
  equal(bench.client.loadOlder('general'), false, 'one page at a time');
  equal(bench.socket.last('history').before, '7-3');
  bench.history([message('7-1', '0-0'), message('7-2', '7-1')]);
  equal(bench.shown, ['7-1', '7-2', '7-3', '7-4']);
}

export async function a_page_from_before_a_rollback_is_worth_nothing() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected();
  bench.joined('7-4');
  const page = bench.socket.last('history');
  bench.socket.says({ type: 'rollback', room: 'general', to: '7-2' });
  bench.socket.says({ type: 'history', ref: page.ref, room: 'general', messages: [message('7-4', '7-3')], more: false });
  equal(bench.shown, []);
  equal(bench.socket.last('history').before, '7-3', 'it asks again');
}

export async function messages_go_out_in_order_one_unanswered_a_room() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'one');
  bench.client.send('general', 'two');
  equal(bench.socket.count('chat'), 1);
  bench.ok('7-11');
  equal(bench.socket.last('chat').message, 'two');
  bench.ok('7-12');
  equal(bench.client.unsent('general'), []);
}

export async function what_was_written_offline_is_sent_once() {
  const bench = new Bench();
  bench.client.send('general', 'hello');
  await bench.connected();
  bench.joined('7-10');
  equal(bench.socket.count('chat'), 1);
  bench.ok('7-11');
  await bench.reconnected();
  bench.joined('7-10', '7-11', true);
  equal(bench.socket.count('chat'), 0);
}

export async function a_message_without_an_ack_is_resent_with_its_id() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'hello');
  const { id } = bench.socket.last('chat');
  await bench.reconnected();
  equal(bench.socket.count('chat'), 0, 'not before the room is joined');
  bench.joined('7-10', '7-10', true);
  equal(bench.socket.last('chat').id, id);
}

export async function a_reload_loses_no_unsent_message_and_changes_no_id() {
  const before = new Bench();
  await before.inGeneral();
  before.client.send('general', 'hello');
  before.client.send('general', 'again');
  const { id } = before.socket.last('chat');
  const after = new Bench({ journal: { load: () => before.journal, save: () => {} } });
  await after.connected();
  after.joined('7-10');
  equal([after.socket.last('chat').id, after.socket.last('chat').message], [id, 'hello']);
  after.ok('7-11');
  equal(after.socket.last('chat').message, 'again');
}

export async function another_user_does_not_resend_what_may_have_been_stored() {
  const before = new Bench();
  await before.inGeneral();
  before.client.send('general', 'tried');
  before.client.send('general', 'never tried');
  const after = new Bench({ journal: { load: () => before.journal, save: () => {} } });
  await after.connected({ user: 'ada-2' });
  after.joined('7-10');
  equal(after.socket.last('chat').message, 'never tried');
  equal(after.client.unsent('general')[0].state, 'failed');
}

export async function time_spent_offline_does_not_age_an_id_and_a_wrong_clock_does_not_harm_it() {
  const bench = new Bench();
  bench.client.send('general', 'hello');
  await bench.clock.pass(3_600_000);
  await bench.connected({ ts: bench.clock.now() - 86_400_000 });
  bench.joined('7-10');
  const { id } = bench.socket.last('chat');
  equal([valid(id), timeOf(id)], [true, bench.clock.now() - 86_400_000]);
}

export async function told_to_wait_it_waits_and_resends_with_the_same_id() {
  const passing = ['rate_limited', 'overloaded', 'unavailable', 'archive_unavailable', 'retry_later'];
  for (const code of [...passing, 'too_many_in_flight', 'internal']) {
    const bench = new Bench();
    await bench.inGeneral();
    bench.client.send('general', 'hello');
    const { id } = bench.socket.last('chat');
    bench.error('chat', code, { retryAfter: 1_000 });
    await bench.clock.pass(999);
    equal(bench.socket.count('chat'), 1, code);
    await bench.clock.pass(1_001);
    equal([bench.socket.count('chat'), bench.socket.last('chat').id], [2, id], code);
  }
}

export async function what_the_node_refuses_for_good_fails_and_the_next_goes_on() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'one');
  bench.client.send('general', 'two');
  bench.error('chat', 'bad_text');
  equal(bench.client.unsent('general').map((entry) => entry.state), ['failed', 'sent']);
  bench.ok('7-11');
  const id = bench.socket.last('chat').id;
  bench.client.retry(bench.client.unsent('general')[0]);
  equal([bench.socket.last('chat').message, bench.socket.last('chat').id === id], ['one', false]);
}

export async function a_message_to_a_room_that_is_not_joined_joins_it_first() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'hello');
  bench.error('chat', 'not_joined');
  equal(bench.socket.last('join').at, '7-10');
  bench.joined('7-10', '7-10', true);
  equal(bench.socket.count('chat'), 2);
}

export async function a_room_that_cannot_be_read_now_is_joined_later() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected();
  bench.error('join', 'unavailable', { retryAfter: 1_000 });
  await bench.clock.pass(1_500);
  equal(bench.socket.count('join'), 2);
}

export async function a_room_that_is_refused_is_told() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected();
  bench.error('join', 'too_many_rooms');
  equal([bench.seen('refused')[0].code, bench.client.rooms()], ['too_many_rooms', []]);
}

export async function never_more_commands_wait_than_the_node_allows() {
  const bench = new Bench();
  for (let i = 0; i < 100; i++) {
    bench.client.join(`room-${i}`);
  }
  await bench.connected({ maxInFlight: 10 });
  equal(bench.socket.count('join'), 5);
  const { ref, room } = bench.socket.sent[1];
  bench.socket.says({ type: 'joined', ref, room, from: '7-1', head: '7-1', recovered: false });
  equal(bench.socket.sent.length, 7, 'one answered, one more asked');
}

export async function a_silent_node_is_pinged_and_then_left() {
  const bench = new Bench();
  await bench.connected();
  await bench.clock.pass(25_000);
  equal(bench.socket.count('ping'), 1);
  bench.socket.says({ type: 'pong', ref: 'ping', ts: 1 });
  await bench.clock.pass(25_000);
  equal([bench.socket.count('ping'), bench.client.state], [2, 'connected']);
  await bench.clock.pass(10_000);
  equal(bench.client.state, 'connecting');
}

export async function a_node_that_accepts_and_says_nothing_is_left() {
  const bench = new Bench();
  bench.client.connect();
  await settled();
  bench.socket.opens();
  await bench.clock.pass(12_000);
  equal(bench.sockets.length, 2);
}

export async function close_codes_are_obeyed() {
  for (const [code, state] of [[1006, 'connecting'], [1009, 'connecting'], [1011, 'connecting'], [4401, 'connecting'], [4408, 'connecting'],
    [4410, 'connecting'], [4429, 'connecting'], [4430, 'connecting'], [4503, 'connecting'], [4500, 'disconnected'],
    [4501, 'disconnected'], [4999, 'disconnected']]) {
    const bench = new Bench();
    await bench.connected();
    bench.socket.breaks(code, 'why');
    equal([bench.client.state, bench.client.status().reason], [state, 'why'], String(code));
  }
}

export async function an_expired_token_is_replaced() {
  const wishes = [];
  const bench = new Bench({ token: ({ fresh }) => `token-${wishes.push(fresh)}` });
  await bench.connected();
  bench.socket.breaks(4401, 'token_expired');
  await bench.clock.pass(1_000);
  bench.socket.opens();
  equal([wishes, bench.socket.last('connect').token], [[false, true], 'token-2']);
}

export async function a_drained_client_comes_back_within_the_window_to_any_node() {
  const bench = new Bench();
  await bench.connected();
  bench.socket.says({ type: 'drain', min: 2_000, max: 6_000 });
  bench.socket.breaks(4503, 'draining');
  await bench.clock.pass(3_999);
  equal(bench.sockets.length, 1);
  await bench.clock.pass(1);
  equal([bench.sockets.length, bench.socket.url], [2, 'ws://test/ws']);
}

export async function waits_have_full_jitter_and_a_bound() {
  const longest = new Backoff(() => 0.999999);
  equal([1, 2, 3, 4, 5, 6, 7, 8].map(() => Math.ceil(longest.next() / 100) * 100),
    [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  longest.reset();
  equal(longest.next(), 499);
  equal(new Backoff(() => 0).next(), 0);
}

export async function a_stable_connection_ends_the_trouble() {
  const bench = new Bench();
  for (let i = 0; i < 4; i++) {
    await (i === 0 ? bench.connected() : bench.reconnected());
  }
  await bench.clock.pass(10_000);
  bench.socket.breaks();
  await bench.clock.pass(250);
  equal(bench.sockets.length, 5, 'half of the first 500 ms');
}

export async function leaving_a_room_ends_it() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.leave('general');
  bench.push('7-11', '7-10');
  equal([bench.shown, bench.socket.count('leave')], [[], 1]);
  bench.client.join('general');
  equal(bench.socket.last('join').at, undefined);
}
