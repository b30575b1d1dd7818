// @ts-check

/** @typedef {import('./channel.js').Statistics} Statistics */

/** @type {Record<string, string>} */
const REASONS = { bandwidth: 'for the bandwidth', view: 'for this window', device: 'for this device', source: 'as the camera gives it' };

/**
 * Fills the places of an overlay. Each carries the plain number as `data-value`, empty where there is none. They are no
 * live regions: a screen reader would speak each second.
 *
 * @param {HTMLElement} overlay
 * @param {Statistics} statistics
 * @param {{title: string, detail: string}} missing what of the camera does not come
 */
export function showStatistics(overlay, statistics, missing) {
  const { fpsShown, fpsReceived, fpsSource, ageMillis, megabitsPerSecond, width, height, reason, quality, skipped, roundTripMillis } = statistics;
  put(overlay, 'fps-shown', fpsShown, 1, '');
  put(overlay, 'fps-received', fpsReceived, 1, '');
  put(overlay, 'fps-source', fpsSource, 1, '');
  put(overlay, 'age', ageMillis, 0, ' ms');
  put(overlay, 'mbits', megabitsPerSecond, 1, ' Mbit/s');
  put(overlay, 'skipped', skipped, 0, '');
  put(overlay, 'round-trip', roundTripMillis, roundTripMillis !== null && roundTripMillis < 10 ? 1 : 0, ' ms');
  put(overlay, 'width', width || null, 0, '');
  put(overlay, 'height', height || null, 0, '');
  const why = [quality === null ? '' : `quality ${quality}`, reason === null ? '' : (REASONS[reason] ?? reason)];
  place(overlay, 'reason').textContent = why.filter(Boolean).join(', ');
  place(overlay, 'limit').textContent = [missing.title, missing.detail].filter(Boolean).join(': ');
}

/** Shows that nothing is measured. @param {HTMLElement} overlay */
export function clearStatistics(overlay) {
  overlay.querySelectorAll('[data-stat]').forEach((one) => put(overlay, String(one.getAttribute('data-stat')), null, 0, ''));
  place(overlay, 'reason').textContent = place(overlay, 'limit').textContent = '';
}

/** @param {HTMLElement} overlay @param {string} name @param {number | null} value @param {number} digits @param {string} unit */
function put(overlay, name, value, digits, unit) {
  const text = value === null ? '' : value.toFixed(digits);
  const shown = place(overlay, name);
  shown.dataset.value = text;
  shown.textContent = text === '' ? '–' : text + unit;
}

/** @param {HTMLElement} overlay @param {string} name @returns {HTMLElement} */
function place(overlay, name) {
  return /** @type {HTMLElement} */ (overlay.querySelector(`[data-stat="${name}"]`));
}
