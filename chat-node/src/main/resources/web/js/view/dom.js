// Elements without markup: everything that people write goes in as text.

/** An element with properties and children; `dataset`, `class` and attributes with a dash or `role` are understood. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') {
      element.className = value;
    } else if (name.includes('-') || name === 'role') {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children);
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

const LINK = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g;

/** Text whose web addresses are links. */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(from, found.index));
    parts.push(el('a', { href: found[0], textContent: found[0], target: '_blank', rel: 'noopener noreferrer' }));
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

const HUES = 8;

/** A circle with the initials of a name, in a colour of the user's own. */
export function dress(element, user, name) {
  let hash = 0;
  for (const character of user) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  element.className = `avatar hue-${hash % HUES}`;
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  element.textContent = letters.map((word) => [...word][0] ?? '').join('').toLocaleUpperCase();
  return element;
}
