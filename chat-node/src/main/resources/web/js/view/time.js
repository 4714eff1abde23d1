// When something was written, in the reader's own words.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dateWithYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const DAY_MILLIS = 86_400_000;

export const timeOfDay = (ts) => clock.format(ts);
export const exactTime = (ts) => exact.format(ts);
export const sameDay = (left, right) => new Date(left).toDateString() === new Date(right).toDateString();

export function day(ts) {
  const now = Date.now();
  if (sameDay(ts, now)) {
    return 'Today';
  }
  if (sameDay(ts, now - DAY_MILLIS)) {
    return 'Yesterday';
  }
  return (new Date(ts).getFullYear() === new Date(now).getFullYear() ? date : dateWithYear).format(ts);
}
