// @ts-check
import { beginPage, explain, onPress } from './account-page.js';
import { ask, askJson } from './api.js';
import { camerasWords } from './camera-choice.js';
import { confirmed } from './confirm.js';
import { byId, make } from './dom.js';
import { KeyDialog } from './key-dialog.js';
import { timeElement } from './times.js';

/**
 * A key or share link as the server lists it.
 *
 * @typedef {object} Key
 * @property {string} name
 * @property {'publish' | 'view' | 'metrics' | 'share'} kind
 * @property {string[]} cameras empty for all
 * @property {string} created
 * @property {string | null} [expires]
 * @property {string | null} [lastUsed]
 * @property {number} [uses]
 * @property {string | null} [by] the account that made it, null for the command
 * @property {boolean} [fixed] whether it stands in the server's environment, where nothing here can change it
 */

/** What a key of a kind is called, and what one without cameras is good for. @type {Record<Key['kind'], [string, string]>} */
const KINDS = {
  share: ['link', 'all cameras'],
  publish: ['sends pictures', 'any name'],
  view: ['watches', 'all cameras'],
  metrics: ['reads metrics', ''],
};

const list = byId('keys', HTMLElement);
const empty = byId('empty', HTMLElement);
const add = byId('add', HTMLButtonElement);

async function refresh() {
  /** @type {{keys: Key[]}} */
  const { keys } = await askJson('api/keys');
  list.replaceChildren(...keys.sort((a, b) => Date.parse(b.created) - Date.parse(a.created)).map(row));
  empty.hidden = keys.length > 0;
}

/** @param {Key} key */
function row(key) {
  const [kind, all] = KINDS[key.kind];
  const revoke = make('button', { 'type': 'button', 'aria-label': `Revoke ${key.name}` }, 'Revoke');
  onPress(revoke, () => revokeKey(key));
  const of = camerasWords(key.cameras, all);
  const title = make('p', { class: 'name' }, make('b', {}, key.name), ' ', make('span', { class: 'tag' }, kind), of ? ` ${of}` : '');
  const about = make('p', { class: 'soft' }, key.uses ? `used ${key.uses === 1 ? 'once' : `${key.uses} times`}, last ` : '',
    timeElement(key.lastUsed, 'not used yet'), '; made ', timeElement(key.created, 'before this was written down'),
    key.by ? ` by ${key.by}` : '', '; ');
  const hasEnded = Date.parse(key.expires ?? '') < Date.now();
  if (key.fixed) {
    title.append(' ', make('span', { class: 'tag' }, 'set in the environment'));
  }
  about.append(hasEnded ? 'ended ' : key.expires ? 'ends ' : '', timeElement(key.expires, 'has no end'));
  return make('li', { 'data-name': key.name, 'data-kind': key.kind }, make('div', {}, title, about),
    key.fixed ? '' : revoke);
}

/** @param {Key} key */
async function revokeKey(key) {
  const words = key.kind === 'share'
    ? 'The link ends at once, also for those who are watching with it.'
    : 'The key ends at once, with whatever is using it now.';
  if (await confirmed(`Revoke ${key.name}?`, words, 'Revoke')) {
    await ask(`api/keys/${encodeURIComponent(key.name)}`, { method: 'DELETE' });
    await refresh();
  }
}

beginPage((visitor) => {
  const dialog = new KeyDialog(byId('key-dialog', HTMLDialogElement), visitor, refresh);
  onPress(add, () => dialog.open());
  refresh().catch(explain);
});
