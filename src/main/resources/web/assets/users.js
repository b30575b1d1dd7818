// @ts-check
import { beginPage, explain, onPress } from './account-page.js';
import { ask, askJson } from './api.js';
import { camerasWords } from './camera-choice.js';
import { confirmed } from './confirm.js';
import { byId, make } from './dom.js';
import { askLogins, showLogins } from './session-list.js';
import { timeElement } from './times.js';
import { UserDialog } from './user-dialog.js';

/**
 * An account as the server lists it.
 *
 * @typedef {object} User
 * @property {string} name
 * @property {import('./visitor.js').Role} role
 * @property {string[]} cameras empty for all
 * @property {string} created
 * @property {string | null} lastLogin
 * @property {boolean} [fixed] whether it stands in the server's environment, where nothing here can change it
 */

const list = byId('users', HTMLElement);
const logins = byId('logins', HTMLElement);
const add = byId('add', HTMLButtonElement);
const dialog = new UserDialog(byId('user-dialog', HTMLDialogElement), refresh);
let self = '';

async function refresh() {
  /** @type {[{users: User[]}, import('./session-list.js').Login[]]} */
  const [{ users }, all] = await Promise.all([askJson('api/users'), askLogins()]);
  list.replaceChildren(...users.sort((a, b) => a.name.localeCompare(b.name)).map(row));
  showLogins(logins, all, { names: true, changed: refresh });
}

/** @param {User} user */
function row(user) {
  const edit = make('button', { 'type': 'button', 'aria-label': `Change ${user.name}` }, 'Change');
  const remove = make('button', { 'type': 'button', 'aria-label': `Remove ${user.name}` }, 'Remove');
  onPress(edit, async () => dialog.open(user, await cameraNames(), user.name === self));
  onPress(remove, () => removeUser(user));
  const title = make('p', { class: 'name' }, make('b', {}, user.name), ' ', make('span', { class: 'tag' }, user.role));
  if (user.name === self) {
    title.append(' ', make('span', { class: 'tag' }, 'you'));
  }
  if (user.fixed) {
    title.append(' ', make('span', { class: 'tag' }, 'set in the environment'));
  }
  const about = make('p', { class: 'soft' }, `sees ${camerasWords(user.cameras, 'all cameras')}; last login: `,
    timeElement(user.lastLogin, 'never'));
  return make('li', { 'data-name': user.name }, make('div', {}, title, about),
    user.fixed ? '' : make('span', { class: 'actions' }, edit, remove));
}

/** @param {User} user */
async function removeUser(user) {
  if (await confirmed(`Remove ${user.name}?`, 'The account and all its logins end at once.', 'Remove')) {
    await ask(`api/users/${encodeURIComponent(user.name)}`, { method: 'DELETE' });
    await refresh();
  }
}

/** @returns {Promise<string[]>} */
async function cameraNames() {
  /** @type {import('./api.js').Camera[]} */
  const cameras = (await askJson('api/cameras')).cameras;
  return cameras.map((camera) => camera.name);
}

onPress(add, async () => dialog.open(null, await cameraNames(), false));
beginPage((visitor) => {
  self = visitor.user ?? '';
  refresh().catch(explain);
});
