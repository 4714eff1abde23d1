// What the client library promises when clocks jump, networks change under it, and messages cannot be sent, one function a
// promise; WebClientTest runs each in Chromium.

import { timeOf } from '/js/uuid7.js';
import { bytesOver, shows } from '/js/text.js';
import { Bench, equal, settled } from './stand-ins.js';

const unsent = (bench) => bench.client.unsent('general').map(({ message, state }) => [message, state]);
const long = (character, times) => `x${character.repeat(times)}`;

/** The connection ends, and the client is back in the room. */
async function backAfter(bench, code) {
  const before = bench.sockets.length;
  bench.socket.breaks(code);
  while (bench.sockets.length === before) {
    await bench.clock.pass(100);
  }
  await bench.connected();
  bench.joined('7-10', '7-10', true);
}

/** Time goes by, and the node answers pings. */
async function passAlive(bench, millis) {
  for (let passed = 0; passed < millis; passed += 25_000) {
    await bench.clock.pass(25_000);
    bench.pong();
  }
}

function refusal(run) {
  try {
    run();
    return 'taken';
  } catch (problem) {
    return problem.code;
  }
}

// 11,000 control characters are 11,000 bytes of a message and 66,000 of JSON: the frame ended every connection, for ever.
export async function a_message_whose_frame_is_too_big_is_refused_at_once_however_short_it_is() {
  const bench = new Bench();
  await bench.inGeneral();
  for (const text of [long('\u0001', 11_000), long('a', 16_384), long('ä', 8_192), long('😀', 4_096)]) {
    equal(refusal(() => bench.client.send('general', text)), 'message_too_big');
  }
  equal(refusal(() => bench.client.send('general', long('"', 16_383))), 'taken', 'two bytes each in JSON, and below both limits');
  equal(bench.socket.count('chat'), 1);
}

export async function a_message_too_big_for_the_node_that_one_meets_fails_and_what_was_written_after_it_goes_out() {
  const bench = new Bench();
  bench.client.send('general', long('a', 2_000));
  bench.client.send('general', long('\u0001', 200));
  bench.client.send('general', 'after');
  await bench.connected({ maxMessage: 1_000, maxFrame: 1_200 });
  bench.joined('7-10');
  equal(bench.socket.last('chat').message, 'after');
  equal(unsent(bench).map(([, state]) => state), ['failed', 'failed', 'sent']);
  equal(bench.seen('outbox').map((event) => event.change), ['added', 'added', 'added', 'failed', 'failed', 'sent']);
  bench.client.discard(bench.client.unsent('general')[0]);
  equal(unsent(bench).length, 2);
}

export async function a_message_that_ends_the_connection_is_not_sent_again_by_itself() {
  for (const code of [1002, 1003, 1007, 1008, 1009]) {
    const bench = new Bench();
    await bench.inGeneral();
    bench.client.send('general', 'poison');
    bench.client.send('general', 'after');
    bench.socket.breaks(code);
    equal(unsent(bench), [['poison', 'failed'], ['after', 'waiting']], String(code));
    await bench.reconnected();
    bench.joined('7-10', '7-10', true);
    equal(bench.socket.last('chat').message, 'after', String(code));
  }
}

export async function of_several_that_may_have_ended_the_connection_the_biggest_is_blamed() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', long('\u0001', 1_000));
  bench.client.send('other', 'short');
  bench.socket.says({ type: 'joined', ref: bench.socket.last('join').ref, room: 'other', from: '3-1', head: '3-1', recovered: false });
  equal(bench.socket.count('chat'), 2);
  bench.socket.breaks(1009);
  equal([bench.client.unsent('general')[0].state, bench.client.unsent('other')[0].state], ['failed', 'waiting']);
}

// Something in between may cut the connection without a word whenever it sees a certain text.
export async function a_message_at_which_the_connection_breaks_again_and_again_fails_in_the_end() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'poison');
  bench.client.send('general', 'after');
  for (let i = 0; i < 4; i++) {
    await backAfter(bench, 1006);
    equal(bench.socket.last('chat').message, 'poison');
  }
  bench.socket.breaks(1006);
  equal(unsent(bench), [['poison', 'failed'], ['after', 'waiting']]);
}

export async function nodes_that_leave_and_networks_that_go_do_not_count_against_a_message() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'hello');
  for (const code of [4503, 4410, 1001, 4429, 1012, 4503, 4410, 1001]) {
    await backAfter(bench, code);
    equal([bench.socket.last('chat').message, unsent(bench)], ['hello', [['hello', 'sent']]], String(code));
  }
}

export async function what_shows_nothing_is_no_message() {
  const bench = new Bench();
  await bench.inGeneral();
  for (const text of ['', ' \n\t', '\u200b', '\u200b\u200d\u2060\ufeff', '\u0000', '\u0001\u0002', '\u00ad', '\u3164', '\u2800', '\u{e0041}', '\u202e']) {
    equal([refusal(() => bench.client.send('general', text)), shows(text)], ['empty_message', false], JSON.stringify(text));
  }
  for (const text of ['.', '\u200ba', '😀', '\u0301', '\ud800']) {
    equal(refusal(() => bench.client.send('general', text)), 'taken', JSON.stringify(text));
  }
}

export async function white_space_at_the_beginning_of_a_message_is_kept() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', '    indented');
  equal(bench.socket.last('chat').message, '    indented');
}

export function the_length_of_a_frame_is_known_before_it_is_written() {
  const entry = { room: 'general', id: '019ab3f3-0001-7abc-8def-0123456789ab', message: '\u0001"\\\ud83d\ude00' };
  const frame = JSON.stringify({ type: 'chat', ref: '1234567890123456', ...entry });
  const bytes = new TextEncoder().encode(frame).length;
  equal(bytesOver(entry, { maxMessage: 100, maxFrame: bytes }), 0);
  equal(bytesOver(entry, { maxMessage: 100, maxFrame: bytes - 1 }), 1);
}

export async function a_room_that_is_refused_fails_what_was_written_there_and_a_person_may_try_again() {
  const bench = new Bench();
  bench.client.send('general', 'hello');
  await bench.connected();
  bench.error('join', 'too_many_rooms');
  equal(unsent(bench), [['hello', 'failed']]);
  bench.client.retry(bench.client.unsent('general')[0]);
  bench.joined('7-10');
  equal(bench.socket.last('chat').message, 'hello');
}

export async function a_journal_that_somebody_else_wrote_does_not_stop_the_client() {
  const good = { key: 'k', id: '019ab3f3-0001-7abc-8def-0123456789ab', room: 'general', message: 'hello', written: 1, state: 'waiting' };
  const bad = [null, 7, {}, { ...good, room: 'no room' }, { ...good, id: '7' }, { ...good, message: 7 }, { ...good, state: 'odd' }];
  const bench = new Bench({ journal: { load: () => [...bad, good], save: () => {} } });
  await bench.connected();
  bench.joined('7-10');
  equal(unsent(bench), [['hello', 'sent']]);
}

// The date was put right by a minute while connected: every message was refused with `bad_id`.
export async function a_device_whose_date_jumps_asks_the_node_for_the_time_before_it_makes_an_id() {
  for (const millis of [60_000, -3_600_000, 3_600_000, -86_400_000]) {
    const bench = new Bench();
    await bench.inGeneral();
    bench.clock.jumps(millis);
    bench.client.send('general', 'hello');
    equal([bench.socket.count('chat'), bench.socket.count('ping')], [0, 1], String(millis));
    bench.client.send('general', 'again');
    equal(bench.socket.count('ping'), 1, 'one question is enough');
    bench.pong();
    equal(timeOf(bench.socket.last('chat').id), bench.clock.time, String(millis));
    bench.ok('7-11');
    equal([bench.socket.last('chat').message, timeOf(bench.socket.last('chat').id)], ['again', bench.clock.time]);
  }
}

export async function a_device_that_slept_makes_no_id_of_the_time_before() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.clock.sleeps(1_800_000);
  bench.client.send('general', 'hello');
  bench.pong();
  equal(timeOf(bench.socket.last('chat').id), bench.clock.time);
}

export async function a_node_that_does_not_say_the_time_within_seconds_is_left() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.clock.sleeps(1_800_000);
  bench.client.send('general', 'hello');
  await bench.clock.pass(5_000);
  equal(bench.client.state, 'connecting');
  await bench.clock.pass(1_000);
  await bench.connected();
  bench.joined('7-10', '7-10', true);
  equal(timeOf(bench.socket.last('chat').id), bench.clock.time);
}

export async function a_message_never_waits_for_the_time_again_once_its_id_was_on_the_wire() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'hello');
  const { id } = bench.socket.last('chat');
  bench.error('chat', 'retry_later', { retryAfter: 100 });
  bench.clock.jumps(60_000);
  await bench.clock.pass(200);
  equal([bench.socket.count('chat'), bench.socket.last('chat').id, bench.socket.count('ping')], [2, id, 0]);
}

export async function an_id_that_is_refused_at_its_only_attempt_is_made_anew_once() {
  for (const code of ['bad_id', 'stale_id']) {
    const bench = new Bench();
    await bench.inGeneral();
    bench.client.send('general', 'hello');
    bench.client.send('general', 'after');
    const { id } = bench.socket.last('chat');
    bench.error('chat', code);
    equal(bench.socket.count('ping'), 1, 'it asks for the time');
    bench.clock.time += 30_000;
    bench.pong();
    const again = bench.socket.last('chat');
    equal([again.message, again.id === id, timeOf(again.id)], ['hello', false, bench.clock.time], code);
    bench.error('chat', code);
    bench.pong();
    equal(unsent(bench)[0], ['hello', 'failed'], code);
    equal(bench.socket.last('chat').message, 'after', code);
  }
}

export async function an_id_that_may_be_stored_is_never_made_anew() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'hello');
  const { id } = bench.socket.last('chat');
  bench.error('chat', 'retry_later', { retryAfter: 100 });
  await bench.clock.pass(200);
  bench.error('chat', 'rate_limited', { retryAfter: 700_000 });
  await passAlive(bench, 1_100_000);
  equal(bench.socket.last('chat').id, id);
  bench.error('chat', 'stale_id');
  equal(unsent(bench), [['hello', 'failed']]);
}

export async function an_id_that_was_only_refused_ages_without_harm() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'hello');
  bench.error('chat', 'rate_limited', { retryAfter: 700_000 });
  await passAlive(bench, 1_100_000);
  equal([bench.socket.count('chat'), bench.clock.time - timeOf(bench.socket.last('chat').id) < 300_000], [2, true]);
}

// The network had changed without a word: 33 s went by until the page noticed, though the browser had said `online`.
export async function told_to_hurry_it_makes_sure_within_seconds_that_the_connection_lives() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.send('general', 'meanwhile');
  bench.client.hurry();
  bench.client.hurry();
  equal(bench.socket.count('ping'), 1, 'one proof at a time');
  await bench.clock.pass(5_500);
  equal(bench.sockets.length, 2);
  await bench.connected();
  bench.joined('7-10', '7-10', true);
  equal(bench.socket.last('chat').message, 'meanwhile');
}

export async function a_connection_that_proves_its_life_is_kept() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.hurry();
  await bench.clock.pass(4_000);
  bench.push('7-11', '7-10');
  await bench.clock.pass(4_000);
  bench.pong();
  await bench.clock.pass(20_000);
  equal([bench.client.state, bench.sockets.length], ['connected', 1]);
}

export async function what_had_been_on_its_way_is_no_proof_of_life() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.hurry();
  bench.push('7-11', '7-10');
  await bench.clock.pass(5_500);
  equal(bench.sockets.length, 2);
}

export async function an_opening_that_hangs_is_given_up_soon_when_told_to_hurry() {
  const bench = new Bench();
  bench.client.connect();
  await settled();
  bench.client.hurry();
  bench.socket.opens();
  await bench.clock.pass(5_500);
  equal(bench.sockets.length, 2);
}

export async function no_ping_goes_out_before_connect_is_answered() {
  const bench = new Bench();
  bench.client.connect();
  await settled();
  bench.socket.opens();
  bench.client.hurry();
  equal(bench.socket.sent.map((frame) => frame.type), ['connect']);
}

export async function a_token_that_never_comes_is_asked_for_again() {
  let asked = 0;
  const bench = new Bench({ token: () => (++asked === 1 ? new Promise(() => {}) : 'a-token') });
  bench.client.connect();
  await bench.clock.pass(21_000);
  equal([asked, bench.sockets.length], [2, 1]);
}

export async function a_date_that_jumps_changes_no_waiting_time() {
  const bench = new Bench();
  await bench.connected();
  bench.socket.breaks();
  const left = () => bench.client.status().retryAt - bench.clock.elapsed();
  const before = left();
  bench.clock.jumps(-3_600_000);
  equal([left(), before <= 500], [before, true]);
}
