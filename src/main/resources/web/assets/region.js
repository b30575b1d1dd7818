// @ts-check
import { make } from './dom.js';

/** A part of a picture, as fractions of it. @typedef {{x: number, y: number, w: number, h: number}} Region */

const SIDES = ['x', 'y', 'w', 'h'];
/** What is smaller was a click. */
const LEAST = 0.01;

/** Whether a filter may be for a part of the picture. @param {import('./chain.js').Filter} filter */
export function hasRegion(filter) {
  return SIDES.every((side) => filter.parameters.some(({ name, type }) => name === side && type === 'number'));
}

/**
 * Lets a person draw a region on the picture in a frame, with a pointer. The fields of the region do the same for the keyboard.
 *
 * @param {HTMLElement} frame with a `<video>` or an `<img>` that fills it with `object-fit: contain`
 * @param {(region: Region) => void} drawn told while it is drawn
 * @param {() => void} ended
 * @returns {() => void} ends it
 */
export function drawRegion(frame, drawn, ended) {
  const layer = make('div', { class: 'drawing' }, make('p', {}, 'Draw a rectangle here'));
  const mark = make('div', { class: 'region' });
  /** @type {{x: number, y: number} | null} */
  let from = null;

  /** @param {KeyboardEvent} event */
  const onKey = (event) => event.key === 'Escape' && end();

  function end() {
    layer.remove();
    document.removeEventListener('keydown', onKey);
    ended();
  }

  layer.onpointerdown = (event) => {
    layer.setPointerCapture(event.pointerId);
    from = pointOf(event, pictureIn(frame));
    layer.replaceChildren(mark);
  };
  layer.onpointermove = (event) => {
    if (from) {
      const picture = pictureIn(frame);
      const region = between(from, pointOf(event, picture));
      const place = frame.getBoundingClientRect();
      Object.assign(mark.style, {
        left: `${picture.left - place.left + region.x * picture.width}px`, top: `${picture.top - place.top + region.y * picture.height}px`,
        width: `${region.w * picture.width}px`, height: `${region.h * picture.height}px`,
      });
      if (region.w >= LEAST && region.h >= LEAST) {
        drawn(region);
      }
    }
  };
  layer.onpointerup = layer.onpointercancel = end;
  document.addEventListener('keydown', onKey);
  frame.append(layer);
  frame.scrollIntoView({ block: 'nearest' });
  return end;
}

/** Where the picture itself lies in the window. @param {HTMLElement} frame */
function pictureIn(frame) {
  const box = frame.getBoundingClientRect();
  const video = frame.querySelector('video');
  const image = frame.querySelector('img');
  const size = video && !video.hidden
    ? { width: video.videoWidth, height: video.videoHeight }
    : { width: image?.naturalWidth ?? 0, height: image?.naturalHeight ?? 0 };
  const scale = Math.min(box.width / (size.width || box.width), box.height / (size.height || box.height));
  const width = (size.width || box.width) * scale;
  const height = (size.height || box.height) * scale;
  return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height };
}

/** @param {PointerEvent} event @param {{left: number, top: number, width: number, height: number}} picture */
function pointOf(event, picture) {
  const part = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
  return { x: part((event.clientX - picture.left) / picture.width), y: part((event.clientY - picture.top) / picture.height) };
}

/** @param {{x: number, y: number}} a @param {{x: number, y: number}} b @returns {Region} */
function between(a, b) {
  const round = (/** @type {number} */ value) => Math.round(value * 1000) / 1000;
  return { x: round(Math.min(a.x, b.x)), y: round(Math.min(a.y, b.y)), w: round(Math.abs(a.x - b.x)), h: round(Math.abs(a.y - b.y)) };
}
