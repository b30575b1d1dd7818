// @ts-check
import { addressesFor, isHereOnly } from './reach.js';

/**
 * Addresses of the page of all cameras as others reach it; of this machine alone where they do not.
 *
 * @param {import('./reach.js').Network} network
 * @param {string} [root] the relative way to that page
 */
export function pagesOf(network, root = './') {
  const pages = addressesFor(network, root);
  return pages.length > 0 ? pages : [new URL(root, location.href).href];
}

/** What stands for a page where one of several is chosen. @param {string} page */
export function originOf(page) {
  return new URL(page).origin;
}

/**
 * What the reader of a fresh link should know.
 *
 * @param {string} name of its key
 * @param {string} link
 * @param {boolean} isShare whether it is for watching
 */
export function linkWords(name, link, isShare) {
  const what = isShare ? 'Whoever has it can watch this camera, without an account.' : 'Whoever has it can show pictures under this name.';
  const here = isHereOnly(new URL(link).hostname) ? ' This link works on this machine only: for others make one on a page whose address they reach.' : '';
  return `${what} It is shown this once, and listed as “${name}” under “Keys and links”, where it can be revoked.${here}`;
}
