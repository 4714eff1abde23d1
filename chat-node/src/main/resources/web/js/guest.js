// A guest's token, for a name.

export class GuestError extends Error {}

/** @throws {GuestError} with a sentence for the person, if the node refuses */
export async function becomeGuest(name) {
  const answer = await fetch('/api/guest', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) {
    return body;
  }
  if (answer.status === 403) {
    throw new GuestError('This server does not take guests.');
  }
  if (answer.status === 429) {
    throw new GuestError('Too many people arrive at once. Try again in a moment.');
  }
  throw new GuestError(answer.status === 400 ? 'Choose a name of 1 to 64 visible characters.' : 'The server cannot let you in now.');
}
