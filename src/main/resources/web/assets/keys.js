// @ts-check

/**
 * What the keys of the watch page do.
 *
 * @typedef {Record<'fullScreen' | 'fit' | 'statistics' | 'snapshot' | 'help' | 'orient' | 'zoomIn' | 'zoomOut' | 'zoomReset',
 *   () => void>} Actions
 */

/**
 * Listens to the page's keys; Esc is left to the browser, which closes dialogs and leaves full screen.
 *
 * @param {Actions} actions
 * @param {(right: number, down: number) => void} arrow in steps
 */
export function onKeys(actions, arrow) {
  /** @type {Record<string, () => void>} */
  const keys = {
    'f': actions.fullScreen,
    'c': actions.fit,
    'i': actions.statistics,
    's': actions.snapshot,
    'm': actions.orient,
    '?': actions.help,
    '+': actions.zoomIn,
    '=': actions.zoomIn,
    '-': actions.zoomOut,
    '0': actions.zoomReset,
    'ArrowLeft': () => arrow(-1, 0),
    'ArrowRight': () => arrow(1, 0),
    'ArrowUp': () => arrow(0, -1),
    'ArrowDown': () => arrow(0, 1),
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
