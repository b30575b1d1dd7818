// @ts-check
import { ChainError, formatChain, parseChain } from './chain.js';
import { byId, make } from './dom.js';
import { Stages, titleOf } from './stages.js';

/** @typedef {import('./chain.js').Filter} Filter */
/** @typedef {import('./process-link.js').Failure} Failure */

/**
 * The chain of filters on the page: as boxes with controls, and as text. Each follows the other.
 */
export class ChainEditor {
  /** The chain as the server is to have it. */
  text = '';
  /** @type {Filter[] | null} */
  #filters = null;
  #changed;
  #stages;
  #field = byId('chain', HTMLTextAreaElement);
  #problem = byId('chain-problem', HTMLElement);
  #choice = byId('filter', HTMLSelectElement);
  #none = byId('no-stages', HTMLElement);

  /**
   * @param {string} text the chain to begin with
   * @param {() => void} changed
   * @param {(words: string) => void} announce
   */
  constructor(text, changed, announce) {
    this.text = text;
    this.#changed = changed;
    this.#stages = new Stages(byId('stages', HTMLElement), byId('original-frame', HTMLElement), () => this.#edited(), announce);
    this.#field.value = text;
    // Followed while it is typed: boxes that were made anew as the text loses the focus would lose the click that took it.
    this.#field.addEventListener('input', () => this.#typed(false));
    this.#field.addEventListener('change', () => this.#typed(true));
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        this.#typed(true);
      }
    });
    this.#choice.addEventListener('change', () => this.#describeChoice());
    byId('add', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  /** Takes the filters of the server; before that there is the text alone. @param {Filter[]} filters */
  offer(filters) {
    this.#filters = filters;
    this.#choice.replaceChildren(...filters.map((filter) => make('option', { value: filter.name }, titleOf(filter))));
    this.#describeChoice();
    this.#typed(true);
  }

  /** Takes another chain, as text. @param {string} text */
  set(text) {
    if (text !== this.text) {
      this.#field.value = text;
      this.#typed(true);
    }
  }

  /** Shows what the server says of a chain where it belongs. @param {Failure} failure @param {string} of the chain */
  complain({ message }, of) {
    if (of !== this.text) {
      return;
    }
    const { spans } = formatChain(this.#stages.stages);
    const column = Number(/column (\d+)/i.exec(message)?.[1] ?? NaN) - 1;
    let index = spans.findIndex(({ from, to }) => column >= from && column <= to);
    if (index < 0) {
      index = this.#stages.stages.findIndex(({ filter }) => new RegExp(`\\b${filter.name}\\b`).test(message));
    }
    if (index < 0) {
      this.#problem.textContent = sentence(message);
    } else {
      this.#stages.complain(index, sentence(message.replace(/^(filter: )?column \d+: /i, '')));
    }
  }

  /** Takes back what was said of the chain. */
  forgive() {
    this.#problem.textContent = '';
    this.#stages.forgive();
  }

  #add() {
    const filter = this.#filters?.find(({ name }) => name === this.#choice.value);
    if (filter && !this.#stages.add(filter)) {
      this.#problem.textContent = 'There are as many filters as a chain may have.';
    }
  }

  #describeChoice() {
    const filter = this.#filters?.find(({ name }) => name === this.#choice.value);
    byId('filter-about', HTMLElement).textContent = filter?.description ?? '';
  }

  /** The boxes were changed. */
  #edited() {
    this.#field.value = formatChain(this.#stages.stages).text;
    this.#become(this.#field.value);
  }

  /** The text was changed. @param {boolean} isDone false while somebody types: what is not right may become so */
  #typed(isDone) {
    const text = this.#field.value.replaceAll('\n', ' ').trim();
    if (!this.#filters) {
      this.#become(text);
      return;
    }
    try {
      const stages = parseChain(text, this.#filters);
      const written = formatChain(stages).text;
      if (written !== formatChain(this.#stages.stages).text) {
        this.#stages.show(stages);
      }
      if (isDone) {
        this.#field.value = written;
      }
      this.#become(written);
    } catch (error) {
      if (isDone) {
        this.#problem.textContent = error instanceof ChainError ? sentence(error.message) : String(error);
        this.#field.setAttribute('aria-invalid', 'true');
        this.#none.hidden = true;
      }
    }
  }

  /** @param {string} text */
  #become(text) {
    const isOther = text !== this.text;
    this.text = text;
    this.#none.hidden = text !== '';
    this.#field.removeAttribute('aria-invalid');
    if (isOther) {
      this.forgive();
      this.#changed();
    } else {
      this.#problem.textContent = '';
    }
  }
}

/** The server's words as a sentence. @param {string} message */
export function sentence(message) {
  const first = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
