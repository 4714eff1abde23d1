// A guest's token, for a name.

import { guestAddress } from './addresses.js';

const PATIENCE_MILLIS = 10_000;

/** A sentence for the person. */
export class GuestError extends Error {}

const SENTENCES = {
  bad_name: 'Choose a name of 1 to 64 visible characters.',
  mixed_name: 'Choose a name without letters of different alphabets that look alike.',
  bad_origin: `This server does not accept pages from ${location.origin}. Open it under its own address, or ask its operator.`,
  guests_not_allowed: 'This server does not take guests.',
  rate_limited: 'Too many people arrive at once. Try again in a moment.',
};

/** @throws {GuestError} with a sentence for the person, if the node refuses */
export async function becomeGuest(name, page = location.href) {
  const answer = await fetch(guestAddress(page), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) {
    return body;
  }
  throw new GuestError(sentence(answer.status, body?.code));
}

/** By the problem's code; where something in between answers, which knows no codes, by the status. */
function sentence(status, code) {
  if (Object.hasOwn(SENTENCES, code ?? '')) {
    return SENTENCES[code];
  }
  return status === 429 ? SENTENCES.rate_limited : 'The server cannot let you in now.';
}

/** Why the server keeps this page out, if it does so for its address; a browser hides that from a page whose WebSocket failed. */
export async function refusal(page = location.href) {
  try {
    const answer = await fetch(guestAddress(page), { method: 'OPTIONS', signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    const body = answer.ok ? {} : await answer.json();
    return body?.code === 'bad_origin' ? SENTENCES.bad_origin : '';
  } catch {
    return '';
  }
}
