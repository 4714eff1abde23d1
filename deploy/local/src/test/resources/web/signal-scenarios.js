// What the client library promises of what is fleeting; WebClientTest runs each in Chromium.

import { Bench, equal } from './stand-ins.js';

const told = (bench) => bench.socket.sent.filter(({ type }) => type === 'signal').map(({ data }) => data?.i);

export async function a_signal_goes_at_once_and_of_what_follows_the_newest() {
  const bench = new Bench();
  await bench.inGeneral();
  for (let i = 1; i <= 5; i++) {
    equal(bench.client.signal('general', 'cursor', { i }), true);
  }
  bench.client.signal('general', 'typing', { i: 'other' });
  equal(told(bench), [1, 'other']);
  await bench.clock.pass(99);
  equal(told(bench), [1, 'other']);
  await bench.clock.pass(1);
  equal(told(bench), [1, 'other', 5]);
  await bench.clock.pass(1_000);
  bench.client.signal('general', 'cursor');
  equal(bench.socket.last('signal'), { type: 'signal', room: 'general', topic: 'cursor' });
}

export async function what_cannot_be_told_now_is_not_told_later() {
  const bench = new Bench();
  equal(bench.client.signal('general', 'typing'), false, 'not joined');
  await bench.inGeneral();
  bench.client.signal('general', 'typing', { i: 1 });
  bench.client.signal('general', 'typing', { i: 2 });
  bench.socket.breaks();
  equal(bench.client.signal('general', 'typing', { i: 3 }), false, 'not connected');
  await bench.clock.pass(9_000);
  await bench.connected();
  equal(bench.client.signal('general', 'typing'), false, 'not in again');
  bench.joined('7-10', '7-10', true);
  await bench.clock.pass(1_000);
  equal(told(bench), []);
}

export async function a_room_that_is_left_is_told_nothing_more() {
  const bench = new Bench();
  await bench.inGeneral();
  bench.client.signal('general', 'typing', { i: 1 });
  bench.client.signal('general', 'typing', { i: 2 });
  bench.client.leave('general');
  await bench.clock.pass(1_000);
  equal(told(bench), [1]);
}

export async function an_older_node_is_told_nothing_it_does_not_know() {
  const bench = new Bench();
  bench.client.join('general');
  await bench.connected({ signalInterval: undefined });
  bench.joined('7-10');
  equal(bench.client.signal('general', 'typing'), false);
  equal(bench.socket.count('signal'), 0);
}

export async function what_others_tell_is_heard_and_moves_nothing() {
  const bench = new Bench();
  await bench.inGeneral('7-10');
  const signal = { topic: 'typing', from: 'bob', name: 'Bob', data: { on: true } };
  bench.socket.says({ type: 'signal', room: 'general', ...signal });
  bench.socket.says({ type: 'signal', room: 'elsewhere', ...signal });
  bench.socket.says({ type: 'signal', topic: 'call', from: 'bob', name: 'Bob' });
  bench.push('7-11', '7-10');
  equal(
    bench.seen('signal').map(({ room, topic, from, name, data }) => [room, topic, from, name, data?.on]),
    [
      ['general', 'typing', 'bob', 'Bob', true],
      [undefined, 'call', 'bob', 'Bob', undefined],
    ],
  );
  equal(bench.client.position('general'), '7-11');
  equal(bench.socket.count('join'), 1);
}
