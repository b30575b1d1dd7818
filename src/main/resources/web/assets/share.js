// @ts-check
import { askJson, sendJson, wordsOf } from './api.js';
import { make } from './dom.js';
import { endedBy } from './ended.js';
import { freshName } from './key-names.js';
import { linkWords, originOf, pagesOf } from './share-link.js';
import { ShownOnce } from './shown-once.js';

const ROOT = '../';
const KEYS = `${ROOT}api/keys`;

/** The dialog of a camera's page that makes a link with which others watch that camera for a while. */
export class ShareDialog {
  #dialog;
  #form;
  #camera;
  #made;

  /** @param {HTMLDialogElement} dialog @param {string} camera */
  constructor(dialog, camera) {
    this.#dialog = dialog;
    this.#camera = camera;
    this.#form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
    this.#made = new ShownOnce(this.#part('.secret'));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#make();
    });
    dialog.querySelectorAll('.close').forEach((button) => button.addEventListener('click', () => dialog.close()));
    dialog.addEventListener('close', () => this.#made.forget());
  }

  async open() {
    this.#show('form');
    this.#part('.problem').textContent = '';
    this.#part('[type="submit"]').toggleAttribute('disabled', true);
    this.#dialog.showModal();
    try {
      const pages = pagesOf((await askJson(KEYS)).network, ROOT);
      this.#field('where').replaceChildren(...pages.map((page) => make('option', { value: page }, originOf(page))));
      this.#part('.where').hidden = pages.length < 2;
      this.#part('[type="submit"]').toggleAttribute('disabled', false);
    } catch (error) {
      this.#explain(error);
    }
  }

  async #make() {
    const button = this.#part('[type="submit"]');
    button.toggleAttribute('disabled', true);
    this.#part('.problem').textContent = '';
    try {
      const made = await sendJson(KEYS, 'POST', {
        name: freshName(this.#camera),
        kind: 'share',
        cameras: [this.#camera],
        for: this.#field('for').value,
        page: this.#field('where').value,
      });
      this.#made.show({ label: 'Link', text: made.link, qr: made.qr, words: linkWords(made.name, made.link, true) });
      this.#show('.made');
    } catch (error) {
      this.#explain(error);
    }
    button.toggleAttribute('disabled', false);
  }

  /** @param {unknown} error */
  #explain(error) {
    if (endedBy(error, ROOT)) {
      this.#dialog.close();
    } else {
      this.#part('.problem').textContent = wordsOf(error);
    }
  }

  /** @param {'form' | '.made'} shown */
  #show(shown) {
    this.#part('form').hidden = shown !== 'form';
    this.#part('.made').hidden = shown !== '.made';
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#dialog.querySelector(selector));
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }
}
