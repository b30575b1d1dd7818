// @ts-check

const SHARP_BELOW = 0.6;

/**
 * The size of a picture that is made to fit: its shape kept, never larger than it is.
 *
 * @param {{width: number, height: number}} source
 * @param {number} width the most, in pixels; 0 for no limit
 * @param {number} height likewise
 * @returns {{width: number, height: number}} whole pixels, at least one each
 */
export function fit(source, width, height) {
  const scale = Math.min(1, width > 0 ? width / source.width : 1, height > 0 ? height / source.height : 1);
  return { width: Math.max(1, Math.round(source.width * scale)), height: Math.max(1, Math.round(source.height * scale)) };
}

/** Makes JPEGs of pictures, one at a time, in a worker or in a page. */
export class JpegEncoder {
  #canvas;
  #context;

  /** @param {HTMLCanvasElement | OffscreenCanvas} canvas the encoder's own from now on */
  constructor(canvas) {
    this.#canvas = canvas;
    // Every picture is read back: one that is drawn by the processor does not have to be fetched from the graphics card.
    const options = { alpha: false, willReadFrequently: true };
    this.#context = /** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null} */ (canvas.getContext('2d', options));
  }

  /**
   * Draws a picture, which may be let go then, and returns its JPEG.
   *
   * @param {CanvasImageSource | VideoFrame} picture
   * @param {{width: number, height: number}} source the picture's size
   * @param {{width: number, height: number}} size the JPEG's
   * @param {number} quality 0 to 1
   * @returns {Promise<ArrayBuffer>} rejected where the browser cannot encode
   */
  encode(picture, source, size, quality) {
    const canvas = this.#canvas;
    const context = this.#context;
    if (!context) {
      throw new Error('this browser draws no pictures');
    }
    if (canvas.width !== size.width || canvas.height !== size.height) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    context.imageSmoothingQuality = size.width < source.width * SHARP_BELOW ? 'medium' : 'low';
    context.drawImage(picture, 0, 0, size.width, size.height);
    return bytesOf(canvas, quality);
  }
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {number} quality */
async function bytesOf(canvas, quality) {
  const blob = await ('convertToBlob' in canvas
    ? canvas.convertToBlob({ type: 'image/jpeg', quality })
    : new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality)));
  if (!blob || blob.type !== 'image/jpeg') {
    throw new Error('this browser makes no JPEG of that picture');
  }
  return blob.arrayBuffer();
}
