// What rooms may be called: the rule of docs/protocol.md. Names are compared by code point, so what people type is brought into
// the one form first.

const MOST_BYTES = 128;
const NO_TEXT = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;
const SPACE_AT_AN_END = /^\p{White_Space}|\p{White_Space}$/u;
const FORMAT = /\p{Cf}/u;
// Scripts whose letters join: there, people cannot write without joiners and non-joiners.
const JOINING = [
  'Arabic', 'Syriac', 'Mandaic', 'Mongolian', 'Nko', 'Adlam', 'Hanifi_Rohingya', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati',
  'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Javanese', 'Balinese',
];
const letter = (script) => `(?=[\\p{L}\\p{M}])\\p{Script=${script}}`;
const between = (script) => `(?<=${letter(script)}(?:(?=\\p{M})\\p{Script=Inherited})*)[\\u200C\\u200D](?=${letter(script)})`;
const EMOJI = '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})';
const JOINERS = new RegExp([EMOJI, ...JOINING.map(between)].join('|'), 'gu');

/** What people typed, in the form in which names are compared. */
export function normal(typed) {
  return typed.normalize('NFC').trim();
}

/** Why a text cannot name a room, as a sentence for people; empty if it can. */
export function roomFault(name) {
  if (name === '') {
    return 'A room needs a name.';
  }
  if (new TextEncoder().encode(name).length > MOST_BYTES) {
    return 'That name is too long for a room.';
  }
  if (NO_TEXT.test(name) || FORMAT.test(name.replaceAll(JOINERS, ''))) {
    return 'There is something in that name that nobody can see.';
  }
  return name.normalize('NFC') !== name || SPACE_AT_AN_END.test(name) ? 'Names have one form, without spaces at their ends.' : '';
}

export function validRoom(name) {
  return typeof name === 'string' && roomFault(name) === '';
}
