// @ts-check
import { make } from './dom.js';

/** @typedef {import('./chain.js').Parameter} Parameter */

let made = 0;

/**
 * A labelled control for a parameter of a filter, fitting its type.
 *
 * @param {Parameter} parameter
 * @param {string | undefined} value undefined: its default
 * @param {(value: string | undefined) => void} changed with undefined for the default
 * @returns {HTMLElement}
 */
export function parameterControl(parameter, value, changed) {
  const id = `parameter-${++made}`;
  const usual = parameter.default === null || parameter.default === undefined ? undefined : String(parameter.default);
  const tell = (/** @type {string} */ given) => changed(given === usual || (given === '' && usual === undefined) ? undefined : given);
  const controls = controlsOf(parameter, id, value ?? usual ?? '', tell);
  const label = make('label', { for: id }, nameOf(parameter));
  const row = make('div', { class: `parameter ${parameter.type}` }, label, make('div', { class: 'inputs' }, ...controls));
  if (parameter.description) {
    row.append(make('p', { class: 'hint', id: `${id}-hint` }, parameter.description));
    controls.forEach((control) => control instanceof HTMLSpanElement || control.setAttribute('aria-describedby', `${id}-hint`));
  }
  return row;
}

/** `size` as people read it. @param {Parameter} parameter */
function nameOf({ name }) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, ' ');
}

/**
 * @param {Parameter} parameter @param {string} id @param {string} value @param {(value: string) => void} tell
 * @returns {HTMLElement[]}
 */
function controlsOf(parameter, id, value, tell) {
  switch (parameter.type) {
    case 'number':
    case 'integer':
      return numberControls(parameter, id, value, tell);
    case 'boolean':
      return [booleanControl(id, value, tell)];
    case 'choice':
      return [choiceControl(parameter, id, value, tell)];
    case 'color':
      return colorControls(parameter, id, value, tell);
    default:
      return [textControl(id, value, tell, parameter.maxLength)];
  }
}

/** @param {Parameter} parameter @param {string} id @param {string} value @param {(value: string) => void} tell */
function numberControls(parameter, id, value, tell) {
  const { min = null, max = null, unit } = parameter;
  const step = String(parameter.step ?? (parameter.type === 'integer' ? 1 : 'any'));
  const ends = { ...(min !== null && { min: String(min) }), ...(max !== null && { max: String(max) }) };
  const number = make('input', { id, type: 'number', inputmode: 'decimal', step: parameter.type === 'integer' ? '1' : 'any', ...ends });
  number.value = value;
  /** @type {HTMLElement[]} */
  const controls = [number];
  if (min !== null && max !== null) {
    const fine = step === 'any' ? String((max - min) / 200) : step;
    const range = make('input', { type: 'range', step: fine, ...ends, 'aria-label': nameOf(parameter) });
    range.value = value === '' ? String(min) : value;
    range.oninput = () => {
      number.value = String(Number(Number(range.value).toFixed(6)));
      tell(number.value);
    };
    number.oninput = () => {
      range.value = number.value;
      tell(number.value);
    };
    controls.unshift(range);
  } else {
    number.oninput = () => tell(number.value);
  }
  if (unit) {
    controls.push(make('span', { class: 'unit' }, unit));
  }
  return controls;
}

/** @param {string} id @param {string} value @param {(value: string) => void} tell */
function booleanControl(id, value, tell) {
  const box = make('input', { id, type: 'checkbox' });
  box.checked = value === 'true';
  box.onchange = () => tell(String(box.checked));
  return box;
}

/** @param {Parameter} parameter @param {string} id @param {string} value @param {(value: string) => void} tell */
function choiceControl(parameter, id, value, tell) {
  const choices = parameter.choices ?? [];
  // A value that was typed and is none of them is shown as it is; the server says what is wrong with it.
  const shown = choices.includes(value) ? choices : [value, ...choices];
  const select = make('select', { id }, ...shown.map((choice) => make('option', { value: choice }, choice || '–')));
  select.value = value;
  select.onchange = () => tell(select.value);
  return select;
}

/** @param {Parameter} parameter @param {string} id @param {string} value @param {(value: string) => void} tell */
function colorControls(parameter, id, value, tell) {
  const text = textControl(id, value, (given) => {
    well.value = hexOf(given);
    tell(given);
  });
  const well = make('input', { type: 'color', 'aria-label': `${nameOf(parameter)}, chosen from a palette` });
  well.value = hexOf(value);
  well.oninput = () => {
    text.value = well.value.slice(1);
    tell(text.value);
  };
  return [well, text];
}

/** @param {string} id @param {string} value @param {(value: string) => void} tell @param {number | null} [maxLength] */
function textControl(id, value, tell, maxLength) {
  /** @type {Record<string, string>} */
  const most = typeof maxLength === 'number' ? { maxlength: String(maxLength) } : {};
  const text = make('input', { ...most, id, type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' });
  text.value = value;
  text.oninput = () => tell(text.value);
  return text;
}

/** A colour of a chain as a colour input takes it: `ff8800` is `#ff8800`. @param {string} color */
function hexOf(color) {
  const digits = color.replace('#', '').toLowerCase();
  return /^[0-9a-f]{6}$/.test(digits) ? `#${digits}` : '#000000';
}
