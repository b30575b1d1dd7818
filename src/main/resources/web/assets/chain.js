// @ts-check

/**
 * A parameter of a filter, as `api/filters` describes it.
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {'number' | 'integer' | 'text' | 'boolean' | 'choice' | 'color'} type
 * @property {number | null} [min]
 * @property {number | null} [max]
 * @property {number | null} [step]
 * @property {number | null} [maxLength] of a text
 * @property {string | number | boolean | null} [default] null where one has to be given
 * @property {string[] | null} [choices]
 * @property {string | null} [unit]
 * @property {string | null} [description]
 */

/**
 * @typedef {object} Filter
 * @property {string} name
 * @property {string | null} [title]
 * @property {string | null} [description]
 * @property {Parameter[]} parameters
 */

/** A filter of a chain, with the parameters that are not left at their defaults. @typedef {{filter: Filter, values: Map<string, string>}} Stage */

/** Where in the text a stage stands. @typedef {{from: number, to: number}} Span */

export const MOST_STAGES = 16;
export const MOST_CHARACTERS = 1_000;

/** Text that is no chain, or names what there is not. */
export class ChainError extends Error {
  /** @param {string} message @param {number} at the character, from 0 */
  constructor(message, at) {
    super(`${message} (column ${at + 1})`);
    this.column = at + 1;
  }
}

const NAME = /[a-z0-9_-]+/y;
const PLAIN = /[^,:='\s]+/y;
const QUOTED = /'((?:[^']|'')*)'/y;
const BLANKS = /\s*/y;

/**
 * Reads a chain such as `gray,pixelate=size=0.02:x=0.1`.
 *
 * @param {string} text
 * @param {Filter[]} filters those that there are
 * @returns {Stage[]}
 * @throws {ChainError}
 */
export function parseChain(text, filters) {
  if (text.length > MOST_CHARACTERS) {
    throw new ChainError(`a chain has at most ${MOST_CHARACTERS} characters`, MOST_CHARACTERS);
  }
  const reader = new Reader(text);
  reader.take(BLANKS);
  /** @type {Stage[]} */
  const stages = [];
  while (stages.length > 0 || !reader.isAtEnd) {
    if (stages.length === MOST_STAGES) {
      throw new ChainError(`a chain has at most ${MOST_STAGES} filters`, reader.at);
    }
    stages.push(readStage(reader, filters));
    reader.take(BLANKS);
    if (reader.isAtEnd) {
      break;
    }
    reader.expect(',');
    reader.take(BLANKS);
  }
  return stages;
}

/**
 * Writes a chain, and where each stage of it stands.
 *
 * @param {Stage[]} stages
 * @returns {{text: string, spans: Span[]}}
 */
export function formatChain(stages) {
  let text = '';
  const spans = stages.map((stage) => {
    text += text === '' ? '' : ',';
    const from = text.length;
    text += formatStage(stage);
    return { from, to: text.length };
  });
  return { text, spans };
}

/** @param {Stage} stage */
function formatStage({ filter, values }) {
  const given = filter.parameters.filter(({ name }) => values.has(name));
  // The first parameter needs no key where it is the only one: `rotate=90`.
  const isShort = given.length === 1 && given[0] === filter.parameters[0];
  const words = given.map(({ name }) => (isShort ? '' : `${name}=`) + quote(values.get(name) ?? ''));
  return filter.name + (words.length > 0 ? '=' : '') + words.join(':');
}

/** @param {string} value */
function quote(value) {
  return value === '' || /[,:='\s]/.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
}

/** @param {Reader} reader @param {Filter[]} filters @returns {Stage} */
function readStage(reader, filters) {
  const at = reader.at;
  const name = reader.take(NAME);
  if (name === null) {
    throw new ChainError(reader.isAtEnd ? 'a filter is missing at the end' : 'the name of a filter was expected here', at);
  }
  const filter = filters.find((one) => one.name === name);
  if (!filter) {
    throw new ChainError(`there is no filter “${name}”`, at);
  }
  /** @type {Map<string, string>} */
  const values = new Map();
  if (reader.skip('=')) {
    let position = 0;
    do {
      position = readArgument(reader, filter, values, position);
    } while (reader.skip(':'));
  }
  return { filter, values };
}

/**
 * @param {Reader} reader @param {Filter} filter @param {Map<string, string>} values
 * @param {number} position of the next argument without a key
 * @returns {number} the same for the argument after this one
 */
function readArgument(reader, filter, values, position) {
  const at = reader.at;
  const first = readValue(reader);
  const isKey = first !== null && !first.isQuoted && reader.skip('=');
  const parameter = isKey ? filter.parameters.find(({ name }) => name === first.value) : filter.parameters[position];
  if (!parameter) {
    const problem = isKey ? `“${filter.name}” has no parameter “${first.value}”` : `“${filter.name}” takes no more values`;
    throw new ChainError(problem, at);
  }
  const value = isKey ? readValue(reader) : first;
  if (value === null) {
    throw new ChainError(`a value for “${parameter.name}” of “${filter.name}” was expected here`, reader.at);
  }
  if (values.has(parameter.name)) {
    throw new ChainError(`“${parameter.name}” of “${filter.name}” is given twice`, at);
  }
  values.set(parameter.name, value.value);
  return isKey ? position : position + 1;
}

/** @param {Reader} reader @returns {{value: string, isQuoted: boolean} | null} */
function readValue(reader) {
  const at = reader.at;
  const quoted = reader.take(QUOTED);
  if (quoted !== null) {
    return { value: quoted.slice(1, -1).replaceAll("''", "'"), isQuoted: true };
  }
  if (reader.peek() === "'") {
    throw new ChainError('this quotation does not end', at);
  }
  const plain = reader.take(PLAIN);
  return plain === null ? null : { value: plain, isQuoted: false };
}

/** A place in a text. */
class Reader {
  at = 0;
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  get isAtEnd() {
    return this.at >= this.#text.length;
  }

  peek() {
    return this.#text.charAt(this.at);
  }

  /** What matches here, or null. @param {RegExp} pattern sticky */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    this.at += found?.[0].length ?? 0;
    return found ? found[0] : null;
  }

  /** @param {string} character @returns {boolean} whether it stood here */
  skip(character) {
    const found = this.peek() === character;
    this.at += found ? 1 : 0;
    return found;
  }

  /** @param {string} character */
  expect(character) {
    if (!this.skip(character)) {
      throw new ChainError(`“${character}” was expected in place of “${this.peek()}”`, this.at);
    }
  }
}
