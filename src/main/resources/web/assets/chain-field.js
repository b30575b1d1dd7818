// @ts-check
import { askJson, sentence } from './api.js';
import { ChainError, parseChain } from './chain.js';
import { make } from './dom.js';

/** @typedef {import('./chain.js').Filter} Filter */

/** A chain of filters as text, checked while it is typed, with a choice of filters to add. */
export class ChainField {
  /** @type {Filter[]} */
  #filters = [];
  #fields;
  #text;
  #choice;
  #about;

  /** @param {HTMLFormElement} form @param {import('./settings-fields.js').SettingsFields} fields */
  constructor(form, fields) {
    this.#fields = fields;
    this.#text = /** @type {HTMLTextAreaElement} */ (fields.field('filter'));
    this.#choice = /** @type {HTMLSelectElement} */ (fields.field('filter-choice'));
    this.#about = /** @type {HTMLElement} */ (form.querySelector('.filter-about'));
    this.#text.onchange = () => this.#check();
    this.#choice.onchange = () => this.#describe();
    /** @type {HTMLButtonElement} */ (form.elements.namedItem('add-filter')).onclick = () => this.#add();
  }

  /** Asks for the filters that there are; without them there is the text alone. @param {string} root of the pages */
  async load(root) {
    try {
      this.#filters = (await askJson(`${root}api/filters`)).filters;
      this.#choice.replaceChildren(...this.#filters.map(({ name, title }) => make('option', { value: name }, title || name)));
      this.#describe();
    } catch {
      this.#filters = [];
    }
  }

  #describe() {
    this.#about.textContent = this.#chosen()?.description ?? '';
  }

  #chosen() {
    return this.#filters.find(({ name }) => name === this.#choice.value);
  }

  /** Adds the chosen filter, with the names of the parameters that it cannot do without. */
  #add() {
    const filter = this.#chosen();
    if (!filter) {
      return;
    }
    const needed = filter.parameters.filter((parameter) => parameter.default === null || parameter.default === undefined);
    const words = needed.length > 0 ? `=${needed.map(({ name }) => `${name}=`).join(':')}` : '';
    const before = this.#text.value.trim().replace(/,$/, '');
    this.#text.value = `${before}${before ? ',' : ''}${filter.name}${words}`;
    this.#check();
    this.#text.focus();
    this.#text.setSelectionRange(this.#text.value.length, this.#text.value.length);
  }

  #check() {
    let words = '';
    try {
      if (this.#filters.length > 0) {
        parseChain(this.#text.value.replaceAll('\n', ' ').trim(), this.#filters);
      }
    } catch (error) {
      words = error instanceof ChainError ? sentence(error.message) : String(error);
    }
    this.#fields.say('filter', words);
  }
}
