// @ts-check
import { ApiError, sendJson, wordsOf } from './api.js';
import { byId, ready } from './dom.js';

/** A page of this server, relative to the page of all cameras. */
const PAGE = /^(?!log(?:in|out)\b)[a-z0-9-]{1,32}(?:\/[a-z0-9-]{1,32})?(?:#.*)?$/;
const SECOND_MILLIS = 1_000;
const TOO_MANY = 429;

const form = byId('login', HTMLFormElement);
const problem = byId('problem', HTMLElement);
const wait = byId('wait', HTMLElement);
const button = /** @type {HTMLButtonElement} */ (form.querySelector('[type="submit"]'));
const password = /** @type {HTMLInputElement} */ (form.elements.namedItem('password'));

/** Where the visitor wanted to go. */
function destination() {
  const to = new URLSearchParams(location.search).get('to') ?? '';
  return new URL(PAGE.test(to) ? to : '', new URL('./', location.href)).href;
}

/** @param {SubmitEvent} event */
async function logIn(event) {
  event.preventDefault();
  button.disabled = true;
  problem.textContent = '';
  try {
    await sendJson('login', 'POST', Object.fromEntries(new FormData(form)));
    location.replace(destination());
    return;
  } catch (error) {
    explain(error);
  }
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof ApiError && error.status === TOO_MANY) {
    countDown(Math.max(1, error.retryAfterSeconds));
    return;
  }
  button.disabled = false;
  const isWrong = error instanceof ApiError && error.status === 401;
  problem.textContent = isWrong ? 'Wrong name or password.' : wordsOf(error);
  password.select();
}

/** Says how long the server takes no password, without a word a second to a screen reader. @param {number} seconds */
function countDown(seconds) {
  problem.textContent = `Too many attempts. The next one is taken in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  const until = Date.now() + seconds * SECOND_MILLIS;
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / SECOND_MILLIS);
    wait.textContent = left > 0 ? `${left} s` : '';
    if (left <= 0) {
      clearInterval(timer);
      button.disabled = false;
      problem.textContent = 'You can try again now.';
      password.select();
    }
  }, SECOND_MILLIS / 4);
}

form.addEventListener('submit', logIn);
ready();
