// The list of rooms with what is unread, joining, and on narrow screens the drawer that holds them.

import { normal, roomFault } from '../names.js';
import { byId, el } from './dom.js';
import { titleOf } from './titles.js';

const MOST_SHOWN = 99;

export class Sidebar {
  #choose;

  /** @param {(room: string) => void} choose a person wants to see a room, joined or not */
  constructor(choose) {
    this.#choose = choose;
    byId('join-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#join();
    });
    byId('join-room').addEventListener('input', () => this.complain(''));
    byId('open-sidebar').addEventListener('click', () => this.open(true));
    byId('close-sidebar').addEventListener('click', () => this.open(false));
    byId('scrim').addEventListener('click', () => this.open(false));
    byId('sidebar').addEventListener('keydown', (event) => event.key === 'Escape' && this.open(false));
  }

  #join() {
    const field = byId('join-room');
    const room = normal(normal(field.value).replace(/^#/, ''));
    if (room === '') {
      this.complain('Type the name of a room.');
    } else if (roomFault(room) !== '') {
      this.complain(roomFault(room));
    } else {
      field.value = '';
      this.#choose(room);
    }
  }

  /** A sentence below the field; empty for none. */
  complain(sentence) {
    byId('join-error').textContent = sentence;
    byId('join-room').setAttribute('aria-invalid', String(sentence !== ''));
  }

  open(wanted) {
    const sidebar = byId('sidebar');
    if (sidebar.classList.contains('open') === wanted) {
      return;
    }
    sidebar.classList.toggle('open', wanted);
    byId('open-sidebar').setAttribute('aria-expanded', String(wanted));
    byId(wanted ? 'close-sidebar' : 'open-sidebar').focus();
  }

  /** @param {{name: string, unread: number}[]} rooms */
  show(rooms, current) {
    byId('rooms').replaceChildren(...rooms.map((room) => el('li', {}, this.#button(room, room.name === current))));
    const elsewhere = rooms.reduce((sum, room) => sum + (room.name === current ? 0 : room.unread), 0);
    byId('elsewhere').hidden = elsewhere === 0;
    byId('elsewhere').textContent = short(elsewhere);
  }

  #button({ name, unread }, current) {
    const button = el(
      'button',
      { type: 'button', class: unread > 0 ? 'room unread' : 'room', onclick: () => this.#choose(name), title: titleOf(name) },
      el('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
      el('bdi', { class: 'label', textContent: titleOf(name) }),
    );
    button.dataset.room = name;
    if (current) {
      button.setAttribute('aria-current', 'true');
    }
    if (unread > 0) {
      button.append(el('span', { class: 'badge', 'aria-label': `${unread} unread`, textContent: short(unread) }));
    }
    return button;
  }
}

function short(count) {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
}
