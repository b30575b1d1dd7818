// @ts-check

/** Properties that are attributes, as those of the browser's own elements are: with a text, or there or not. */
const TEXTS = { src: 'src', camera: 'camera', label: 'label', fit: 'fit', mode: 'mode', maxFps: 'max-fps' };
const FLAGS = { selected: 'selected', silent: 'silent' };

/** Gives a class of elements the properties. @param {{prototype: HTMLElement}} type */
export function reflect({ prototype }) {
  for (const [property, attribute] of Object.entries(TEXTS)) {
    define(prototype, property, function () {
      return this.getAttribute(attribute) ?? '';
    }, function (value) {
      if (value === null || value === undefined) {
        this.removeAttribute(attribute);
      } else {
        this.setAttribute(attribute, String(value));
      }
    });
  }
  for (const [property, attribute] of Object.entries(FLAGS)) {
    define(prototype, property, function () {
      return this.hasAttribute(attribute);
    }, function (value) {
      this.toggleAttribute(attribute, Boolean(value));
    });
  }
}

/**
 * @param {HTMLElement} prototype
 * @param {string} property
 * @param {(this: HTMLElement) => unknown} get
 * @param {(this: HTMLElement, value: unknown) => void} set
 */
function define(prototype, property, get, set) {
  Object.defineProperty(prototype, property, { configurable: true, enumerable: true, get, set });
}

/** Takes what was set on an element before its class was defined. @param {HTMLElement} element */
export function takeEarly(element) {
  const values = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
  for (const name of [...Object.keys(TEXTS), ...Object.keys(FLAGS)]) {
    if (Object.prototype.hasOwnProperty.call(values, name)) {
      const value = values[name];
      delete values[name];
      values[name] = value;
    }
  }
}
