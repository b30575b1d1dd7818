// @ts-check
/**
 * The bytes of the `oriel.v1` protocol: picture headers in, acknowledgements out. Pure, no I/O.
 *
 * @module
 */

/** The WebSocket subprotocol that these modules speak. */
export const SUBPROTOCOL = 'oriel.v1';

/** Announces the picture that follows, so that its arrival can be timed. */
export const ANNOUNCEMENT = 0;
/** A JPEG follows the header. */
export const JPEG = 1;

const HEADER_BYTES = 24;
const UNSIGNED_INT_MAX = 0xffff_ffff;

/**
 * What stands in front of every picture.
 *
 * @typedef {object} Header
 * @property {number} kind
 * @property {number} camera the server's number of the camera
 * @property {number} sequence the frame's number, 0 to 2^32 - 1
 * @property {number} capturedAtMicros microseconds since the epoch, in the server's clock
 * @property {number} width in pixels
 * @property {number} height in pixels
 * @property {number} pictureAt where in the message the picture begins
 */

/**
 * A camera as `hello` and `cameras` list it.
 *
 * @typedef {{index: number, name: string, title: string}} ListedCamera
 */

/**
 * How much of a camera is wanted.
 *
 * @typedef {object} View
 * @property {number} width device pixels that the picture fills
 * @property {number} height
 * @property {'selected' | 'visible' | 'off'} priority
 * @property {'auto' | 'sharp' | 'smooth'} mode
 * @property {number} [maxFps]
 */

/**
 * Reads a picture's header.
 *
 * @param {ArrayBuffer} message
 * @returns {Header | null} null where the message is no picture of this protocol
 */
export function readHeader(message) {
  if (message.byteLength < HEADER_BYTES) {
    return null;
  }
  const view = new DataView(message);
  const pictureAt = view.getUint16(2);
  if (pictureAt < HEADER_BYTES || pictureAt > message.byteLength) {
    return null;
  }
  return {
    kind: view.getUint8(0),
    camera: view.getUint8(1),
    sequence: view.getUint32(4),
    // Microseconds stay exact in a double until the year 2255.
    capturedAtMicros: Number(view.getBigUint64(8)),
    width: view.getUint16(16),
    height: view.getUint16(18),
    pictureAt,
  };
}

/**
 * The acknowledgement of a picture.
 *
 * @param {Header} header
 * @param {number | null} arrivalMicros from the announcement's arrival to the picture's, where there was one
 * @returns {ArrayBuffer} 5 or 9 bytes
 */
export function acknowledgement(header, arrivalMicros) {
  const message = new ArrayBuffer(arrivalMicros === null ? 5 : 9);
  const view = new DataView(message);
  view.setUint8(0, header.camera);
  view.setUint32(1, header.sequence);
  if (arrivalMicros !== null) {
    view.setUint32(5, Math.min(Math.max(Math.round(arrivalMicros), 0), UNSIGNED_INT_MAX));
  }
  return message;
}

/**
 * The frames that were spared between two pictures of a camera. Sequence numbers wrap at 2^32.
 *
 * @param {number} before
 * @param {number} now
 */
export function framesBetween(before, now) {
  return Math.max(0, ((now - before) >>> 0) - 1);
}
