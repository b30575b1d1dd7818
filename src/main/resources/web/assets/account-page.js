// @ts-check
import { addAccountMenu } from './account-menu.js';
import { wordsOf } from './api.js';
import { byId, ready } from './dom.js';
import { endedBy } from './ended.js';
import { askVisitor, showFor } from './visitor.js';

const AGAIN_MILLIS = 5_000;

/**
 * Begins one of the pages about accounts: its menu, and the parts that the visitor's role allows.
 *
 * @param {(visitor: import('./visitor.js').Visitor) => void} then is called once, when the visitor is known
 */
export async function beginPage(then) {
  ready();
  try {
    const visitor = await askVisitor('./');
    tell('');
    showFor(visitor);
    addAccountMenu(byId('bar', HTMLElement), './', visitor);
    then(visitor);
  } catch (error) {
    if (!explain(error)) {
      setTimeout(() => beginPage(then), AGAIN_MILLIS);
    }
  }
}

/** Says above everything what went wrong; empty for nothing. @param {string} words */
export function tell(words) {
  const notice = byId('notice', HTMLElement);
  notice.textContent = words;
  notice.hidden = words === '';
}

/**
 * Says what went wrong, or that the login has ended.
 *
 * @param {unknown} error
 * @returns {boolean} whether the login has ended
 */
export function explain(error) {
  const ended = endedBy(error, './');
  if (!ended) {
    tell(wordsOf(error));
  }
  return ended;
}

/**
 * Runs what a button does, which cannot be pressed again meanwhile.
 *
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} action
 */
export function onPress(button, action) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await action();
      tell('');
    } catch (error) {
      explain(error);
    }
    button.disabled = false;
  });
}
