// @ts-check
import { MOST_STAGES } from './chain.js';
import { make } from './dom.js';
import { parameterControl } from './parameter.js';
import { drawRegion, hasRegion } from './region.js';

/** @typedef {import('./chain.js').Stage} Stage */
/** @typedef {import('./chain.js').Filter} Filter */

const ARROW_UP = 'M12 19V5M6 11l6-6 6 6';
const ARROW_DOWN = 'M12 5v14M6 13l6 6 6-6';
const RECTANGLE = 'M4 6h16v12H4z';
const CROSS = 'M6 6l12 12M18 6L6 18';

/**
 * The stages of a chain as people edit them: one box each, in order, with the controls of its parameters.
 */
export class Stages {
  /** @type {Stage[]} */
  stages = [];
  #list;
  #frame;
  #changed;
  #announce;
  /** Ends the drawing of a region. */
  #endDrawing = () => {};

  /**
   * @param {HTMLElement} list an `<ol>`
   * @param {HTMLElement} frame of the original picture, where regions are drawn
   * @param {() => void} changed told of every change that a person makes here
   * @param {(words: string) => void} announce
   */
  constructor(list, frame, changed, announce) {
    this.#list = list;
    this.#frame = frame;
    this.#changed = changed;
    this.#announce = announce;
  }

  /** Shows another chain. @param {Stage[]} stages */
  show(stages) {
    this.#endDrawing();
    this.stages = stages;
    this.#list.replaceChildren(...stages.map((stage, index) => this.#box(stage, index)));
  }

  /** Adds a filter at the end. @param {Filter} filter @returns {boolean} false where the chain is as long as it may be */
  add(filter) {
    if (this.stages.length >= MOST_STAGES) {
      return false;
    }
    this.show([...this.stages, { filter, values: new Map() }]);
    this.#announce(`${titleOf(filter)} added`);
    this.#changed();
    const box = this.#list.lastElementChild;
    const first = /** @type {HTMLElement | null | undefined} */ (box?.querySelector('.parameter input, .parameter select'));
    first?.focus({ preventScroll: true });
    box?.scrollIntoView({ block: 'nearest' });
    return true;
  }

  /** Says at a stage what is wrong with it. @param {number} index @param {string} words */
  complain(index, words) {
    const problem = this.#list.children[index]?.querySelector('.problem');
    if (problem) {
      problem.textContent = words;
    }
  }

  /** Takes back all complaints. */
  forgive() {
    this.#list.querySelectorAll('.problem').forEach((problem) => (problem.textContent = ''));
  }

  /** @param {Stage} stage @param {number} index */
  #box(stage, index) {
    const title = titleOf(stage.filter);
    const last = this.stages.length - 1;
    const heading = make('div', { class: 'heading' },
      make('h3', {}, title),
      this.#button(`Move ${title} up`, ARROW_UP, index === 0, () => this.#move(index, index - 1)),
      this.#button(`Move ${title} down`, ARROW_DOWN, index === last, () => this.#move(index, index + 1)),
      this.#button(`Remove ${title}`, CROSS, false, () => this.#remove(index)));
    const box = make('li', { class: 'stage', 'data-filter': stage.filter.name }, heading);
    if (stage.filter.description) {
      box.append(make('p', { class: 'hint' }, stage.filter.description));
    }
    const parameters = make('div', { class: 'parameters' });
    box.append(parameters);
    this.#showParameters(stage, parameters);
    if (hasRegion(stage.filter)) {
      const button = this.#button(`Draw the region of ${title} on the picture`, RECTANGLE, false, () => this.#draw(stage, button, parameters));
      button.setAttribute('aria-pressed', 'false');
      heading.firstElementChild?.after(button);
    }
    box.append(make('p', { class: 'problem', role: 'alert' }));
    return box;
  }

  /** @param {Stage} stage @param {HTMLElement} place */
  #showParameters(stage, place) {
    place.replaceChildren(...stage.filter.parameters.map((parameter) =>
      parameterControl(parameter, stage.values.get(parameter.name), (value) => this.#set(stage, parameter.name, value))));
  }

  /** @param {Stage} stage @param {string} name @param {string | undefined} value */
  #set(stage, name, value) {
    if (value === undefined) {
      stage.values.delete(name);
    } else {
      stage.values.set(name, value);
    }
    this.#changed();
  }

  /** @param {Stage} stage @param {HTMLButtonElement} button @param {HTMLElement} parameters */
  #draw(stage, button, parameters) {
    const wasDrawing = button.getAttribute('aria-pressed') === 'true';
    this.#endDrawing();
    if (wasDrawing) {
      return;
    }
    button.setAttribute('aria-pressed', 'true');
    this.#endDrawing = drawRegion(this.#frame, (region) => {
      Object.entries(region).forEach(([name, value]) => stage.values.set(name, String(value)));
      this.#showParameters(stage, parameters);
      this.#changed();
    }, () => {
      button.setAttribute('aria-pressed', 'false');
      this.#endDrawing = () => {};
    });
  }

  /** @param {string} label @param {string} path @param {boolean} isOff @param {() => void} action */
  #button(label, path, isOff, action) {
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    picture.setAttribute('viewBox', '0 0 24 24');
    picture.setAttribute('aria-hidden', 'true');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', path);
    picture.append(line);
    const button = make('button', { class: 'tool', type: 'button', 'aria-label': label, title: label }, picture);
    button.disabled = isOff;
    button.onclick = action;
    return button;
  }

  /** @param {number} from @param {number} to */
  #move(from, to) {
    const stages = [...this.stages];
    const [moved] = stages.splice(from, 1);
    stages.splice(to, 0, moved);
    this.show(stages);
    this.#announce(`${titleOf(moved.filter)} is number ${to + 1} of ${stages.length}`);
    this.#changed();
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (this.#list.children[to].querySelectorAll('.heading .tool:not([aria-pressed])'));
    const same = buttons[to < from ? 0 : 1];
    (same.disabled ? buttons[to < from ? 1 : 0] : same).focus();
  }

  /** @param {number} index */
  #remove(index) {
    const [removed] = this.stages.slice(index, index + 1);
    this.show(this.stages.filter((_, at) => at !== index));
    this.#announce(`${titleOf(removed.filter)} removed`);
    this.#changed();
    const next = this.#list.children[Math.min(index, this.stages.length - 1)];
    const focused = /** @type {HTMLElement | null} */ (next?.querySelector('.tool:last-of-type') ?? document.getElementById('filter'));
    focused?.focus();
  }
}

/** @param {Filter} filter */
export function titleOf(filter) {
  return filter.title || filter.name;
}
