// @ts-check

const SVG = 'http://www.w3.org/2000/svg';
/** Readers want so much light around it, in modules. */
const MARGIN = 4;

/**
 * Draws a QR code, dark on light in every theme.
 *
 * @param {string[]} rows from the top, each a text of `1` for dark and `0` for light
 * @param {string} label
 */
export function drawQr(rows, label) {
  const size = rows.length + 2 * MARGIN;
  const image = document.createElementNS(SVG, 'svg');
  image.setAttribute('viewBox', `0 0 ${size} ${size}`);
  image.setAttribute('role', 'img');
  image.setAttribute('aria-label', label);
  image.setAttribute('shape-rendering', 'crispEdges');
  const dark = rows.flatMap((row, y) => [...row].map((module, x) => (module === '1' ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : '')));
  image.append(path(`M0 0h${size}v${size}H0z`, '#fff'), path(dark.join(''), '#000'));
  return image;
}

/** @param {string} d @param {string} fill */
function path(d, fill) {
  const made = document.createElementNS(SVG, 'path');
  made.setAttribute('d', d);
  made.setAttribute('fill', fill);
  return made;
}
