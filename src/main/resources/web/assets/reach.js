// @ts-check

const LOOPBACK = /^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/;

/** How other machines reach the server. @typedef {{open: boolean, addresses: string[]}} Network */

/** Whether a host's name means the machine that asks for it. @param {string} host */
export function isHereOnly(host) {
  return LOOPBACK.test(host);
}

/**
 * Where other devices find a page of this server: at this page's own address, unless that means this machine alone.
 *
 * @param {Network} network
 * @param {string} path relative to this page
 * @returns {string[]} empty where they do not reach it
 */
export function addressesFor({ open, addresses }, path) {
  const here = new URL(path, location.href);
  here.hash = here.search = '';
  if (!isHereOnly(location.hostname)) {
    return [here.href];
  }
  return open ? addresses.map((address) => {
    const there = new URL(here);
    there.hostname = address;
    return there.href;
  }) : [];
}
