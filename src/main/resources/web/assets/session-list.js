// @ts-check
import { ask, askJson } from './api.js';
import { onPress } from './account-page.js';
import { make } from './dom.js';
import { timeElement } from './times.js';

/**
 * A login that is good, as the server lists it.
 *
 * @typedef {object} Login
 * @property {string} id
 * @property {string} user
 * @property {string} created
 * @property {string} seen
 * @property {string} address
 * @property {string} browser as it calls itself
 * @property {boolean} current whether it is this browser's
 */

const BROWSERS = { 'Firefox': /Firefox\//, 'Edge': /Edg\//, 'Opera': /OPR\//, 'Samsung Internet': /SamsungBrowser\//,
  'Chrome': /Chrom(?:e|ium)\/|CriOS\//, 'Safari': /Safari\// };
const SYSTEMS = { 'iPhone': /iPhone/, 'iPad': /iPad/, 'Android': /Android/, 'Windows': /Windows/, 'macOS': /Macintosh/,
  'ChromeOS': /CrOS/, 'Linux': /Linux/ };
const LONGEST_NAME = 60;

/** @returns {Promise<Login[]>} the newest use first */
export async function askLogins() {
  /** @type {Login[]} */
  const logins = (await askJson('api/sessions')).sessions;
  return logins.sort((a, b) => Number(b.current) - Number(a.current) || Date.parse(b.seen) - Date.parse(a.seen));
}

/** @param {string} id */
export async function endLogin(id) {
  await ask(`api/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/**
 * Shows logins as a list.
 *
 * @param {HTMLElement} list
 * @param {Login[]} logins
 * @param {{names: boolean, changed: () => Promise<void>}} manner whether each says whose it is; what follows when one was ended
 */
export function showLogins(list, logins, { names, changed }) {
  list.replaceChildren(...logins.map((login) => {
    const where = browserWords(login.browser);
    const end = make('button', { 'type': 'button', 'aria-label': `End ${where}${names ? ` of ${login.user}` : ''}` }, 'End');
    onPress(end, async () => {
      await endLogin(login.id);
      await changed();
    });
    const title = make('p', { class: 'name' }, make('b', {}, names ? login.user : where), names ? ` ${where}` : '');
    if (login.current) {
      title.append(' ', make('span', { class: 'tag' }, 'this browser'));
    }
    const about = make('p', { class: 'soft' }, `from ${login.address}, used `, timeElement(login.seen, 'never'), ', since ',
      timeElement(login.created, 'unknown'));
    return make('li', { 'data-id': login.id }, make('div', {}, title, about), login.current ? '' : end);
  }));
}

/** What people call a browser. @param {string | null} text as it calls itself */
export function browserWords(text) {
  const browser = Object.entries(BROWSERS).find(([, sign]) => sign.test(text ?? ''))?.[0];
  const system = Object.entries(SYSTEMS).find(([, sign]) => sign.test(text ?? ''))?.[0];
  if (browser) {
    return system ? `${browser} on ${system}` : browser;
  }
  return text ? text.slice(0, LONGEST_NAME) : 'Unknown program';
}
