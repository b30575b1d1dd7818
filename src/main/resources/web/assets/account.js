// @ts-check
import { beginPage, explain, onPress, tell } from './account-page.js';
import { ApiError, sendJson, wordsOf } from './api.js';
import { camerasWords } from './camera-choice.js';
import { byId } from './dom.js';
import { endedBy } from './ended.js';
import { askLogins, endLogin, showLogins } from './session-list.js';

const list = byId('logins', HTMLElement);
const others = byId('end-others', HTMLButtonElement);
const form = byId('password', HTMLFormElement);
const problem = byId('password-problem', HTMLElement);
const done = byId('password-done', HTMLElement);
let user = '';

/** Reads which logins there are. */
async function refresh() {
  const mine = (await askLogins()).filter((login) => login.user === user);
  showLogins(list, mine, { names: false, changed: refresh });
  others.hidden = !mine.some((login) => !login.current);
}

async function endOthers() {
  for (const login of await askLogins()) {
    if (login.user === user && !login.current) {
      await endLogin(login.id);
    }
  }
  await refresh();
}

/** @param {SubmitEvent} event */
async function changePassword(event) {
  event.preventDefault();
  const { current, password, again } = Object.fromEntries(new FormData(form));
  problem.textContent = done.textContent = '';
  if (password !== again) {
    problem.textContent = 'The two new passwords differ.';
    return;
  }
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
  button.disabled = true;
  try {
    await sendJson(`api/users/${encodeURIComponent(user)}`, 'PATCH', { current, password });
    form.reset();
    done.textContent = 'The password is changed. All other logins of this account have ended.';
    await refresh();
  } catch (error) {
    if (!endedBy(error, './')) {
      const isWrong = error instanceof ApiError && error.status === 401;
      problem.textContent = isWrong ? 'The password that the account has now is another one.' : wordsOf(error);
    }
  }
  button.disabled = false;
}

form.addEventListener('submit', changePassword);
onPress(others, endOthers);
beginPage((visitor) => {
  if (visitor.user === null) {
    tell('This server has no accounts, so there is nothing here. ./oriel user add NAME makes the first.');
    return;
  }
  user = visitor.user;
  byId('user', HTMLElement).textContent = user;
  byId('role', HTMLElement).textContent = visitor.role;
  byId('cameras', HTMLElement).textContent = camerasWords(visitor.cameras, 'all');
  /** @type {HTMLInputElement} */ (form.elements.namedItem('username')).value = user;
  refresh().catch(explain);
});
