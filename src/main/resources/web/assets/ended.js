// @ts-check
import { ApiError, askJson } from './api.js';
import { make } from './dom.js';

/** Also the answer to somebody who is logged in, and has to prove it for a change. */
const WRONG_PASSWORD = 'wrong-login';

/** Whether this page says already that it is not logged in any more. */
let shown = false;

/**
 * The login page's address, which leads back to this page.
 *
 * @param {string} root the relative way to the page of all cameras
 */
export function loginAddress(root) {
  const wall = new URL(root, location.href);
  const here = location.pathname.startsWith(wall.pathname) ? location.pathname.slice(wall.pathname.length) : '';
  const login = new URL('login', wall);
  if (here) {
    login.searchParams.set('to', here + location.hash);
  }
  return login.href;
}

/**
 * Says once that the login has ended, where an answer means that.
 *
 * @param {unknown} error
 * @param {string} root
 * @returns {boolean} whether it does
 */
export function endedBy(error, root) {
  const isEnd = error instanceof ApiError && error.status === 401 && error.code !== WRONG_PASSWORD;
  if (isEnd) {
    showEnded(root, false);
  }
  return isEnd;
}

/**
 * Says once that the login or the share link has ended. The page goes on by itself when its browser has logged in elsewhere.
 *
 * @param {string} root
 * @param {boolean} wasGuest whether a share link had opened the page
 */
export function showEnded(root, wasGuest) {
  if (shown) {
    return;
  }
  shown = true;
  const login = make('a', { class: 'main', href: loginAddress(root) }, wasGuest ? 'Log in' : 'Log in again');
  const dialog = make('dialog', { 'class': 'ended', 'aria-labelledby': 'ended-title' },
    make('h2', { id: 'ended-title' }, wasGuest ? 'This link has ended' : 'You are logged out'),
    make('p', {}, wasGuest
      ? 'It was good for a time, or was taken back. Ask whoever sent it for a new one. With an account you can log in.'
      : 'Your login has ended: it was too old, somebody ended it, or the password has changed. After the login you come back here.'),
    make('p', { class: 'buttons' }, login));
  document.body.append(dialog);
  dialog.showModal();
  document.addEventListener('visibilitychange', () => !document.hidden && goOn(root));
}

/** @param {string} root */
async function goOn(root) {
  try {
    await askJson(`${root}api/session`);
    location.reload();
  } catch {
    // Not yet.
  }
}
