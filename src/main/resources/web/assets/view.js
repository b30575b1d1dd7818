// @ts-check

const SAME_WIDTH = 0.98;

/**
 * How much of its camera an element wants, by its attributes and its size.
 *
 * @param {Element} element
 * @param {{width: number, height: number}} fitted CSS pixels that the picture fills at scale 1
 * @param {number} scale
 * @param {boolean} inWindow
 * @returns {import('./protocol.js').View}
 */
export function viewOf(element, fitted, scale, inWindow) {
  const pixels = globalThis.devicePixelRatio * scale;
  const mode = element.getAttribute('mode');
  const maxFps = Number(element.getAttribute('max-fps'));
  return {
    width: clampPixels(fitted.width * pixels),
    height: clampPixels(fitted.height * pixels),
    priority: !inWindow ? 'off' : element.hasAttribute('selected') ? 'selected' : 'visible',
    mode: mode === 'sharp' || mode === 'smooth' ? mode : 'auto',
    ...(maxFps > 0 ? { maxFps } : {}),
  };
}

/**
 * What of a view its camera can fill.
 *
 * @param {import('./protocol.js').View} view
 * @param {{width: number, height: number}} source pixels of the camera's own picture, 0 where that is not known
 * @returns {import('./limit.js').Wanted}
 */
export function wantedOf({ width, height, maxFps = Infinity }, source) {
  // The shape of a small picture is rounded, so the place may be a pixel or two narrower than the source.
  return source.width > 0 && width > SAME_WIDTH * source.width ? { ...source, maxFps } : { width, height, maxFps };
}

/** @param {number} pixels */
function clampPixels(pixels) {
  return Math.min(Math.max(Math.round(pixels), 1), 16384);
}
