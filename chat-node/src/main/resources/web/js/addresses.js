// Where the server is: beside the page, which need not be at the root of its host.

/** @param {string} page the page's own address */
export function socketAddress(page) {
  const address = new URL('ws', page);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

export function guestAddress(page) {
  return new URL('api/guest', page).href;
}
