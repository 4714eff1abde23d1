// The page: asks for a name, then opens the chat with it.

import { socketAddress } from './addresses.js';
import { ChatClient } from './chat-client.js';
import { becomeGuest, GuestError, refusal } from './guest.js';
import { store } from './store.js';
import { App } from './view/app.js';
import { byId } from './view/dom.js';
import { onWake } from './wake.js';

const ASK_AFTER = 2;

/** The token that is held, or another where the node says that its time is over: the device's date may be wrong. */
async function token({ fresh }) {
  const identity = store.identity();
  if (!fresh && identity.token !== '') {
    return identity.token;
  }
  const renewed = await becomeGuest(identity.name);
  store.setIdentity(renewed);
  return renewed.token;
}

function open(identity) {
  byId('welcome').hidden = true;
  const client = new ChatClient({ url: socketAddress(location.href), token, session: store.session(), journal: store.journal });
  let renewed = false;
  client.addEventListener('state', ({ detail }) => {
    if (detail.state === 'connected') {
      renewed = false;
    } else if (detail.state === 'disconnected' && detail.reason === 'unauthorized') {
      if (renewed) {
        // A fresh token is no better. What is not sent yet stays on the page until a person gives it up.
        if (!unsent(client)) {
          signOut();
        }
        return;
      }
      // The token is not good any more; what is unsent is, so one more try with another.
      renewed = true;
      store.setIdentity({ ...store.identity(), token: '' });
      client.connect();
    }
  });
  const app = new App(client, store, identity);
  explain(client, app);
  onWake(() => client.hurry());
  addEventListener('beforeunload', (event) => {
    if (!store.keepsUnsent() && unsent(client)) {
      event.preventDefault();
    }
  });
  byId('sign-out').addEventListener('click', () => {
    if (!unsent(client) || confirm('Some messages are not sent yet. Sign out and drop them?')) {
      signOut();
    }
  });
  app.open();
}

/** Where no connection ever comes about, the server may refuse this page for its address. */
function explain(client, app) {
  let failed = 0;
  client.addEventListener('state', async ({ detail: { state, retryAt } }) => {
    failed = state === 'connected' ? 0 : failed + (retryAt === undefined ? 0 : 1);
    if (failed === ASK_AFTER && client.node === null) {
      const sentence = await refusal();
      if (failed > 0) {
        app.explain(sentence);
      }
    }
  });
}

function unsent(client) {
  return client.rooms().some((room) => client.unsent(room).length > 0);
}

function signOut() {
  store.forget();
  location.reload();
}

async function enter(event) {
  event.preventDefault();
  const button = event.target.querySelector('button');
  const name = byId('name').value.trim();
  if (name === '') {
    byId('name-error').textContent = 'Type a name first.';
    byId('name').focus();
    return;
  }
  button.disabled = true;
  byId('name-error').textContent = '';
  try {
    const identity = await becomeGuest(name);
    store.setIdentity(identity);
    store.setLastName(name);
    open(identity);
  } catch (problem) {
    byId('name-error').textContent = problem instanceof GuestError ? problem.message : 'The server cannot be reached. Try again.';
  } finally {
    button.disabled = false;
  }
}

const identity = store.identity();
if (identity === null) {
  byId('welcome').hidden = false;
  byId('name').value = store.lastName();
  byId('name').focus();
  byId('welcome-form').addEventListener('submit', enter);
} else {
  open(identity);
}
