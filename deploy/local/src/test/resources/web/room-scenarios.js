// What the client library promises of a room's order and of its place there; WebClientTest runs each in Chromium.

import { Bench, equal, message } from './stand-ins.js';

export async function an_event_of_an_unknown_kind_moves_the_client_and_is_no_message() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.push('7-11', '7-10', { type: 'poll_opened', question: 'Lunch?' });
  bench.push('7-12', '7-11');
  equal(bench.shown, ['7-12']);
  equal(bench.socket.count('join'), 1, 'there was no hole');
  equal(bench.seen('event').map(({ event }) => event.question), ['Lunch?']);
}

export async function a_page_of_unknown_kinds_is_passed_over() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected();
  bench.joined('7-4');
  bench.history([message('7-3', '7-2', { type: 'poll_opened' }), message('7-4', '7-3', { type: 'poll_closed' })], true);
  equal(bench.socket.last('history').before, '7-3', 'it asks on for something to show');
  bench.history([message('7-1', '0-0'), message('7-2', '7-1')]);
  equal(bench.shown, ['7-1', '7-2']);
}

export async function a_hole_that_a_join_does_not_heal_is_not_joined_again_at_once() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  for (let joins = 2; joins <= 5; joins++) {
    bench.push('7-12', '7-11');
    if (joins > 2) {
      equal(bench.socket.count('join'), joins - 1, 'it waits');
      await bench.clock.pass(3_000);
    }
    equal(bench.socket.count('join'), joins);
    bench.joined('7-10', '7-12');
  }
}

export async function who_is_put_out_of_a_room_hears_so_and_nothing_more() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  bench.client.send('general', 'on its way');
  bench.socket.says({ type: 'removed', room: 'general', code: 'forbidden', message: 'no' });
  bench.push('7-11', '7-10');
  equal(bench.shown, []);
  equal(bench.seen('refused').map(({ room, code }) => [room, code]), [['general', 'forbidden']]);
  equal(bench.client.rooms(), []);
}
