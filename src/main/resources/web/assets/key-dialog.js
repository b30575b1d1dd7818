// @ts-check
import { askJson, sendJson, wordsOf } from './api.js';
import { CameraChoice } from './camera-choice.js';
import { make } from './dom.js';
import { endedBy } from './ended.js';
import { freshName } from './key-names.js';
import { linkWords, originOf, pagesOf } from './share-link.js';
import { ShownOnce } from './shown-once.js';
import { mayAs } from './visitor.js';

/** @typedef {import('./keys-page.js').Key['kind']} Kind */

/** The dialog that makes a key or a share link, and shows it once. */
export class KeyDialog {
  #dialog;
  #form;
  #visitor;
  #saved;
  #cameras;
  #made;
  /** The name that this page has thought of, until somebody types another. */
  #proposed = '';

  /**
   * @param {HTMLDialogElement} dialog
   * @param {import('./visitor.js').Visitor} visitor
   * @param {() => Promise<void>} saved what follows when a key was made
   */
  constructor(dialog, visitor, saved) {
    this.#dialog = dialog;
    this.#visitor = visitor;
    this.#saved = saved;
    this.#form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
    this.#cameras = new CameraChoice(this.#part('fieldset'));
    this.#made = new ShownOnce(this.#part('.secret'));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save();
    });
    for (const name of ['kind', 'camera-shared']) {
      this.#field(name).addEventListener('change', () => this.#follow());
    }
    dialog.querySelectorAll('.close').forEach((button) => button.addEventListener('click', () => dialog.close()));
    dialog.addEventListener('close', () => this.#made.forget());
    dialog.querySelectorAll('option[data-least]').forEach((option) => {
      if (!mayAs(visitor, 'admin')) {
        option.remove();
      }
    });
  }

  async open() {
    const [{ cameras }, { network }] = await Promise.all([askJson('api/cameras'), askJson('api/keys')]);
    /** @type {string[]} */
    const names = cameras.map((/** @type {import('./api.js').Camera} */ camera) => camera.name);
    this.#form.reset();
    this.#proposed = '';
    this.#part('.problem').textContent = '';
    this.#field('camera-shared').replaceChildren(...names.map((name) => make('option', {}, name)));
    const pages = pagesOf(network);
    this.#field('where').replaceChildren(...pages.map((page) => make('option', { value: page }, originOf(page))));
    this.#part('.where').dataset.several = String(pages.length > 1);
    this.#cameras.offer(names, [], this.#visitor.cameras === null);
    this.#show('form');
    this.#follow();
    this.#dialog.showModal();
  }

  get #kind() {
    return /** @type {Kind} */ (this.#field('kind').value);
  }

  /** Shows the fields that the chosen kind has. */
  #follow() {
    const isShare = this.#kind === 'share';
    this.#part('.shared').hidden = !isShare;
    this.#part('fieldset').hidden = isShare || this.#kind === 'metrics';
    this.#part('.where').hidden = this.#part('.where').dataset.several !== 'true' || this.#kind === 'view' || this.#kind === 'metrics';
    const endless = /** @type {HTMLOptionElement} */ (this.#dialog.querySelector('[name="for"] option[value=""]'));
    endless.hidden = endless.disabled = isShare;
    if (isShare && this.#field('for').value === '') {
      this.#field('for').value = '24h';
    }
    const name = this.#field('name');
    if (name.value === this.#proposed) {
      this.#proposed = name.value = freshName(isShare ? this.#field('camera-shared').value || 'link' : this.#kind);
    }
  }

  async #save() {
    const problem = this.#part('.problem');
    const kind = this.#kind;
    const choosesMany = !this.#part('fieldset').hidden;
    problem.textContent = choosesMany ? this.#cameras.problem : '';
    if (problem.textContent) {
      return;
    }
    const button = /** @type {HTMLButtonElement} */ (this.#part('[type="submit"]'));
    button.disabled = true;
    try {
      const cameras = kind === 'share' ? [this.#field('camera-shared').value] : choosesMany ? this.#cameras.value : [];
      const page = kind === 'share' ? this.#field('where').value : new URL('publish', this.#field('where').value).href;
      const made = await sendJson('api/keys', 'POST', {
        name: this.#field('name').value,
        kind,
        cameras,
        ...(this.#field('for').value ? { for: this.#field('for').value } : {}),
        ...(kind === 'share' || kind === 'publish' ? { page } : {}),
      });
      this.#shown(kind, made);
      await this.#saved();
    } catch (error) {
      if (!endedBy(error, './')) {
        problem.textContent = wordsOf(error);
      }
    }
    button.disabled = false;
  }

  /** @param {Kind} kind @param {{name: string, key: string, link?: string, qr?: string[]}} made */
  #shown(kind, { name, key, link, qr }) {
    this.#made.show(link
      ? { label: 'Link', text: link, qr, words: linkWords(name, link, kind === 'share') }
      : { label: 'Key', text: key, words: `It is listed as “${name}”. This is shown once: keep it where it is needed, and nowhere else.` });
    this.#show('.made');
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
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
