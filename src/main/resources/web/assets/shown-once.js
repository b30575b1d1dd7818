// @ts-check
import { make } from './dom.js';
import { drawQr } from './qr.js';

/**
 * A secret to show.
 *
 * @typedef {object} Secret
 * @property {string} label what it is: `Link`, `Key`
 * @property {string} text the secret itself
 * @property {string[]} [qr] rows of its QR code, where it has one
 * @property {string} words what the reader should know of it
 */

/** A place that shows a secret once: as text to copy, and as a QR code. */
export class ShownOnce {
  #place;

  /** @param {HTMLElement} place is empty whenever no secret is shown */
  constructor(place) {
    this.#place = place;
  }

  /** @param {Secret} secret */
  show({ label, text, qr, words }) {
    const field = make('input', { name: 'secret', readonly: '', value: text });
    const copy = make('button', { class: 'copy', type: 'button' }, `Copy the ${label.toLowerCase()}`);
    copy.addEventListener('click', () => copyFrom(field, copy));
    const code = make('div', { class: 'qr' });
    if (qr) {
      code.append(drawQr(qr, 'QR code of the link'));
    }
    this.#place.replaceChildren(code, make('label', { class: 'link' }, `${label} `, field), copy, make('p', { class: 'soft' }, words));
  }

  /** Takes the secret off the page. */
  forget() {
    this.#place.replaceChildren();
  }
}

/** @param {HTMLInputElement} field @param {HTMLElement} button */
async function copyFrom(field, button) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Copy what is marked'; // a browser that lets no page at the clipboard
  }
}
