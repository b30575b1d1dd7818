// @ts-check
import { make } from './dom.js';

/**
 * Asks before something that cannot be taken back.
 *
 * @param {string} title a question
 * @param {string} words what will happen
 * @param {string} action the word on the button that does it
 * @returns {Promise<boolean>} whether it is to be done
 */
export function confirmed(title, words, action) {
  const cancel = make('button', { value: '', autofocus: '' }, 'Cancel');
  const dialog = make('dialog', { 'class': 'confirm', 'aria-labelledby': 'confirm-title' },
    make('form', { method: 'dialog' },
      make('h2', { id: 'confirm-title' }, title),
      make('p', {}, words),
      make('p', { class: 'buttons' }, cancel, make('button', { class: 'danger', value: 'yes' }, action))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes');
  }));
}
