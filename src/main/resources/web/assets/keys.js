// @ts-check

const STEP_PIXELS = 60;

/**
 * What the keys of the watch page do.
 *
 * @typedef {Record<'fullScreen' | 'fit' | 'statistics' | 'snapshot' | 'help' | 'zoomIn' | 'zoomOut' | 'zoomReset',
 *   () => void>} Actions
 */

/**
 * Listens to the page's keys; Esc is left to the browser, which closes dialogs and leaves full screen.
 *
 * @param {Actions} actions
 * @param {(x: number, y: number) => void} pan CSS pixels
 */
export function onKeys(actions, pan) {
  /** @type {Record<string, () => void>} */
  const keys = {
    'f': actions.fullScreen,
    'c': actions.fit,
    'i': actions.statistics,
    's': actions.snapshot,
    '?': actions.help,
    '+': actions.zoomIn,
    '=': actions.zoomIn,
    '-': actions.zoomOut,
    '0': actions.zoomReset,
    'ArrowLeft': () => pan(STEP_PIXELS, 0),
    'ArrowRight': () => pan(-STEP_PIXELS, 0),
    'ArrowUp': () => pan(0, STEP_PIXELS),
    'ArrowDown': () => pan(0, -STEP_PIXELS),
  };
  document.addEventListener('keydown', (event) => {
    const action = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || belongsToField(event)) {
      return;
    }
    event.preventDefault();
    action();
  });
}

/** Inside a dialog or a field a key is typing. @param {KeyboardEvent} event */
function belongsToField(event) {
  const target = event.target instanceof Element ? event.target : null;
  const dialog = document.querySelector('dialog[open]');
  return (dialog !== null && !(event.key === '?' && dialog.id === 'help')) || target?.closest('input, select, textarea') != null;
}
