// @ts-check
import { askJson, ApiError, wordsOf } from './api.js';
import { make } from './dom.js';
import { nameOf, valueWords } from './settings-fields.js';
import { timeElement } from './times.js';

/**
 * A change of a camera's settings, as `settings/history` has it.
 *
 * @typedef {object} Change
 * @property {number} id
 * @property {string} at
 * @property {string | null} by
 * @property {Record<string, unknown>} before
 * @property {Record<string, unknown>} after
 * @property {{at: string, by: string | null, takenBack: boolean} | null} undone
 */

/** The last changes of a camera's settings, each with a button that undoes it. */
export class SettingsHistory {
  #box;
  #list;
  #problem;
  #address;
  #undone;

  /**
   * @param {HTMLDetailsElement} box
   * @param {string} address the camera's
   * @param {(settings: import('./settings-fields.js').Settings) => void} undone told of the settings after an undo
   */
  constructor(box, address, undone) {
    this.#box = box;
    this.#list = /** @type {HTMLElement} */ (box.querySelector('ol'));
    this.#problem = /** @type {HTMLElement} */ (box.querySelector('.wrong'));
    this.#address = address;
    this.#undone = undone;
    box.hidden = true;
    box.open = false;
    this.#list.replaceChildren();
    this.#problem.textContent = '';
  }

  /** Asks for the changes and shows them; a camera that keeps none has no list. @returns {Promise<boolean>} whether they could be had */
  async load() {
    try {
      const { changes } = await askJson(`${this.#address}/settings/history`);
      this.#list.replaceChildren(...changes.map((/** @type {Change} */ change) => this.#row(change)));
      if (changes.length === 0) {
        this.#list.append(make('li', { class: 'soft' }, 'Nothing has been changed yet.'));
      }
      this.#box.hidden = false;
      return true;
    } catch (error) {
      const none = error instanceof ApiError && error.status === 404;
      this.#box.hidden = none;
      this.#problem.textContent = none ? '' : wordsOf(error);
      return false;
    }
  }

  /** @param {Change} change */
  #row(change) {
    const what = Object.keys(change.after).map((name) => make('span', {}, make('b', {}, nameOf(name)),
      ` ${valueWords(name, change.before[name])} → ${valueWords(name, change.after[name])}`));
    const who = make('span', { class: 'soft' }, timeElement(change.at, 'at some time'), change.by === null ? '' : ` by ${change.by}`);
    const row = make('li', { 'data-id': String(change.id) }, make('div', {}, ...what, who));
    if (change.undone === null) {
      const button = make('button', { type: 'button' }, 'Undo');
      button.setAttribute('aria-label', `Undo ${Object.keys(change.after).map(nameOf).join(', ')}`);
      button.addEventListener('click', () => this.#undo(change.id, button));
      row.append(button);
    } else {
      row.classList.add('undone');
      who.append(change.undone.takenBack ? '; the camera could not have it' : '; undone ',
        ...(change.undone.takenBack ? [] : [timeElement(change.undone.at, ''), change.undone.by === null ? '' : ` by ${change.undone.by}`]));
    }
    return row;
  }

  /** @param {number} id @param {HTMLButtonElement} button */
  async #undo(id, button) {
    button.disabled = true;
    this.#problem.textContent = '';
    try {
      this.#undone(await askJson(`${this.#address}/settings/undo?id=${id}`, { method: 'POST' }));
    } catch (error) {
      this.#problem.textContent = wordsOf(error);
      button.disabled = false;
    }
  }
}
