// @ts-check
import { ask } from './api.js';

/**
 * Saves the server's newest picture of a camera as a file.
 *
 * @param {string} address the camera's, `…/api/cameras/NAME`
 * @param {string} name
 * @returns {Promise<string>} the file's name
 * @throws {import('./api.js').ApiError}
 */
export async function saveSnapshot(address, name) {
  const response = await ask(`${address}/snapshot.jpg`);
  return saveJpeg(await response.blob(), name);
}

/**
 * Saves a picture as a file.
 *
 * @param {Blob} jpeg
 * @param {string} name what it shows; the time is added
 * @returns {string} the file's name
 */
export function saveJpeg(jpeg, name) {
  const url = URL.createObjectURL(jpeg);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}-${stamp(new Date())}.jpg`;
  link.click();
  // The download has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return link.download;
}

/** Local time, in the order that sorts: `2026-05-31-184502`. @param {Date} date */
function stamp(date) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
