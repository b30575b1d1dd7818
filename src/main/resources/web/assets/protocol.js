// @ts-check
/**
 * The bytes of the `oriel.v1` protocol: picture headers and acknowledgements, both ways. Pure, no I/O.
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
const ACKNOWLEDGEMENT_BYTES = 5;
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
 * A picture as a publisher sends it: header and JPEG.
 *
 * @param {{sequence: number, capturedAtMicros: number, width: number, height: number, jpeg: ArrayBuffer}} picture
 *   `capturedAtMicros` in the server's clock, 0 where that is not known
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function pictureMessage({ sequence, capturedAtMicros, width, height, jpeg }) {
  const message = new Uint8Array(HEADER_BYTES + jpeg.byteLength);
  const view = new DataView(message.buffer);
  view.setUint8(0, JPEG);
  view.setUint16(2, HEADER_BYTES);
  view.setUint32(4, sequence);
  view.setBigUint64(8, BigInt(Math.max(0, capturedAtMicros)));
  view.setUint16(16, width);
  view.setUint16(18, height);
  message.set(new Uint8Array(jpeg), HEADER_BYTES);
  return message;
}

/**
 * The number that an acknowledgement of the server names.
 *
 * @param {ArrayBuffer} message
 * @returns {number | null} null where the message is none
 */
export function acknowledgedSequence(message) {
  return message.byteLength === ACKNOWLEDGEMENT_BYTES ? new DataView(message).getUint32(1) : null;
}

/**
 * The acknowledgement of a picture.
 *
 * @param {Header} header
 * @param {number | null} arrivalMicros from the announcement's arrival to the picture's, where there was one
 * @returns {ArrayBuffer} 5 or 9 bytes
 */
export function acknowledgement(header, arrivalMicros) {
  const message = new ArrayBuffer(arrivalMicros === null ? ACKNOWLEDGEMENT_BYTES : ACKNOWLEDGEMENT_BYTES + 4);
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
