// Moments at which a connection that seems to be there may not be: the network has changed, the device or the tab woke up.

const OF_THE_WINDOW = ['online', 'focus', 'pageshow'];
const OF_THE_DOCUMENT = ['resume', 'visibilitychange'];

/** @param {() => void} woke called at each of them */
export function onWake(woke) {
  OF_THE_WINDOW.forEach((type) => addEventListener(type, woke));
  OF_THE_DOCUMENT.forEach((type) => document.addEventListener(type, () => document.hidden || woke()));
  navigator.connection?.addEventListener?.('change', woke);
}
