// The protocol's test vectors against the client library; WebClientTest runs each in Chromium.

import { normal, validRoom } from '/js/names.js';
import { closeAction, decode, encode, ERRORS } from '/js/protocol.js';
import { valid as validPosition } from '/js/position.js';
import { valid as validId } from '/js/uuid7.js';
import { equal } from './stand-ins.js';

const vectors = await (await fetch('/protocol-vectors.json')).json();
const names = await (await fetch('/names.json')).json();

const sorted = (value) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
const text = (pieces) =>
  typeof pieces === 'string' ? pieces : pieces.map((piece) => piece.repeat?.repeat(piece.times) ?? piece).join('');

export function every_command_is_written_as_the_node_reads_it() {
  const seen = new Set();
  for (const { says, command } of vectors.commands.filter((vector) => vector.command !== undefined)) {
    const whole = { ...command };
    for (const field of ['room', 'message', 'topic'].filter((name) => whole[name] !== undefined)) {
      whole[field] = text(whole[field]);
    }
    equal(sorted(JSON.parse(encode(whole))), sorted(whole), says);
    seen.add(command.type);
  }
  equal([...seen].sort(), ['chat', 'connect', 'history', 'join', 'leave', 'ping', 'signal']);
}

export function every_reply_is_understood() {
  vectors.replies.forEach(({ says, frame, reply }) => equal(decode(frame), reply, says));
}

export function every_push_is_understood() {
  vectors.pushes.forEach(({ says, frame, push }) => equal(decode(frame), push, says));
}

export function every_error_code_has_an_action() {
  const codes = vectors.replies.map(({ reply }) => reply.code).filter((code) => code !== undefined);
  equal(Object.keys(ERRORS).sort(), [...new Set(codes)].sort());
}

export function every_close_code_is_obeyed() {
  vectors.closeCodes.forEach(({ code, client }) => equal(closeAction(code), client, String(code)));
}

export function names_positions_and_ids_are_judged_as_the_node_does() {
  const strings = (vector, field) => {
    try {
      const value = JSON.parse(text(vector.frame))[field];
      return typeof value === 'string' ? [value] : [];
    } catch {
      return [];
    }
  };
  for (const vector of vectors.commands) {
    const code = vector.error?.code;
    if (vector.command !== undefined || code === 'bad_room') {
      strings(vector, 'room').forEach((room) => equal(validRoom(room), code !== 'bad_room', vector.says));
    }
    if (vector.command !== undefined || code === 'bad_position') {
      [...strings(vector, 'at'), ...strings(vector, 'before')].forEach((at) =>
        equal(validPosition(at), code !== 'bad_position', vector.says));
    }
    if (vector.command !== undefined || code === 'bad_id') {
      strings(vector, 'id').forEach((id) => equal(validId(id), code !== 'bad_id', vector.says));
    }
  }
}

export function a_room_is_called_what_the_node_lets_it_be_called() {
  for (const { says, name } of names.accepted) {
    equal(validRoom(text(name)), true, says);
    equal(normal(` ${text(name).normalize('NFD')}\u3000`), text(name), says);
  }
  names.refused.forEach(({ says, name }) => equal(validRoom(text(name)), false, says));
}

export function every_frame_may_bear_every_name() {
  for (const name of names.accepted.map((one) => text(one.name))) {
    const message = { type: 'chat', at: '7-2', prev: '7-1', id: '019ab3f3-0001-7abc-8def-0123456789ab', from: name, name, ts: 1, message: 'hi' };
    for (const frame of [{ room: name, ...message }, { type: 'history', room: name, messages: [message], more: false }]) {
      equal(decode(JSON.stringify(frame)), frame, name);
    }
    equal(JSON.parse(encode({ type: 'join', room: name })), { type: 'join', room: name }, name);
  }
}

export function what_is_new_is_ignored_and_what_is_broken_is_not() {
  equal(decode('{"type":"sparkle"}'), null);
  equal(decode('{"type":"sparkle","room":"general","at":"now","prev":"7-1"}'), null);
  for (const broken of ['', '[]', '{}', '{"type":"pong"}', '{"type":"chat","room":"general","at":"7"}']) {
    let thrown = false;
    try {
      decode(broken);
    } catch {
      thrown = true;
    }
    equal(thrown, true, broken);
  }
}
