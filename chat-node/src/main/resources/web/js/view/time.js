// When something was written, in the reader's own words.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dateWithYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const LOOK_MILLIS = 20_000;

export const timeOfDay = (ts) => clock.format(ts);
export const exactTime = (ts) => exact.format(ts);
export const sameDay = (left, right) => new Date(left).toDateString() === new Date(right).toDateString();

/** @param {number} now what is called today; days are not all 24 hours long */
export function day(ts, now = Date.now()) {
  const today = new Date(now);
  if (sameDay(ts, today)) {
    return 'Today';
  }
  if (sameDay(ts, new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1))) {
    return 'Yesterday';
  }
  return (new Date(ts).getFullYear() === today.getFullYear() ? date : dateWithYear).format(ts);
}

/** Calls when it is another day than before: midnight passed, the device woke up, or its date was set. */
export function onNewDay(changed) {
  let today = new Date(Date.now()).toDateString();
  const look = () => {
    const now = new Date(Date.now()).toDateString();
    if (now !== today) {
      today = now;
      changed();
    }
  };
  setInterval(look, LOOK_MILLIS);
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);
}
