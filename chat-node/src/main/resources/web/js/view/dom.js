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

const HUES = 8;
const LONGEST_CLUSTER = 32;

/** A circle with the initials of a name, in a colour of the user's own. */
export function dress(element, user, name) {
  let hash = 0;
  for (const character of user) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  element.className = `avatar hue-${hash % HUES}`;
  const words = name.trim().split(/\s+/u);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  element.textContent = ends.map(first).join('').toLocaleUpperCase();
  return element;
}

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first character as a reader sees it: a flag is one, a letter with its accents too. */
function first(word) {
  const [found] = clusters.segment(word.slice(0, LONGEST_CLUSTER));
  return found?.segment ?? '';
}
