// @ts-check
import { make } from './dom.js';

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const A_MINUTE = 60;

/**
 * A time as people say it: `3 minutes ago`, `in 23 hours`.
 *
 * @param {number} at milliseconds, as of `Date.now()`
 * @param {number} now the same
 */
export function timeWords(at, now) {
  const seconds = (at - now) / 1_000;
  if (Math.abs(seconds) < A_MINUTE) {
    return seconds <= 0 ? 'just now' : 'within a minute';
  }
  const [unit, length] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? ['minute', 60];
  return RELATIVE.format(Math.trunc(seconds / length), unit);
}

/**
 * An element that says a time, and exactly when it is pointed at.
 *
 * @param {string | null | undefined} iso as the server writes times
 * @param {string} never words where there is none
 * @returns {Node | string}
 */
export function timeElement(iso, never) {
  const at = Date.parse(iso ?? '');
  return Number.isNaN(at) ? never : make('time', { datetime: String(iso), title: EXACT.format(at) }, timeWords(at, Date.now()));
}
