// @ts-check

/**
 * The page's element of an id.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type what it must be
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) {
    throw new Error(`no ${type.name} with the id ${id}`);
  }
  return found;
}

/** Tells the page that its scripts run, and with it `start.js` and the style sheet, which else say that it is incomplete. */
export function ready() {
  document.documentElement.dataset.ready = '';
}

/**
 * Makes an element.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/**
 * A choice that this browser remembers, where it may.
 *
 * @param {string} key
 * @param {string} otherwise
 */
export function remembered(key, otherwise) {
  try {
    return localStorage.getItem(`oriel.${key}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(`oriel.${key}`, value);
  } catch {
    // A browser that keeps nothing still shows pictures.
  }
}
