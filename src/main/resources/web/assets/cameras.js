// @ts-check

/**
 * Which camera, and how it is wished to be; a browser comes as near as it can.
 *
 * @typedef {object} Wish
 * @property {string} [deviceId] as [listCameras] names it; stronger than `facing`
 * @property {'user' | 'environment'} [facing] the front camera or the back one
 * @property {number} [width] pixels of the picture's long side
 * @property {number} [height] of the short one
 * @property {number} [fps]
 */

/** @typedef {{deviceId: string, label: string}} FoundCamera */

/**
 * Why there is no camera: `insecure` the page did not come by https, `unsupported` the browser has no cameras, `denied` by a
 * person or a rule, `none` is there, `busy` with another program, `unfit` none is like that, `ended` it was pulled out or
 * switched off, `unreadable` the file that was chosen instead is no picture, `failed` for another reason.
 *
 * @typedef {'insecure' | 'unsupported' | 'denied' | 'none' | 'busy' | 'unfit' | 'ended' | 'unreadable' | 'failed'} ProblemCode
 */

/** @type {Record<ProblemCode, string>} */
const WORDS = {
  insecure: 'Browsers give a camera only to pages that come by https, or from the same machine, and this page came by plain http.',
  unsupported: 'This browser gives its camera to no page. A current Chrome, Edge, Firefox or Safari does.',
  denied: 'This page may not use the camera. Allow it in the browser’s settings for this page (the sign beside its address), '
    + 'and in those of the phone for the browser.',
  none: 'This device has no camera that the browser can find.',
  busy: 'The camera cannot be opened: another program or page uses it, or it is broken.',
  unfit: 'There is no camera of that kind.',
  ended: 'The camera was unplugged or switched off.',
  unreadable: 'The browser cannot show that file as a picture.',
  failed: 'The camera cannot be used.',
};

/** @type {Record<string, ProblemCode>} */
const CODES = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
  OverconstrainedError: 'unfit',
};

/** A camera that cannot be had; its message is for a person. */
export class CameraProblem extends Error {
  /** @param {ProblemCode} code @param {string} [detail] what the browser says, where that helps */
  constructor(code, detail = '') {
    super(WORDS[code] + (detail && code === 'failed' ? ` The browser says: ${detail}` : ''));
    /** @type {ProblemCode} */
    this.code = code;
  }

  /** @param {unknown} error */
  static of(error) {
    if (error instanceof CameraProblem) {
      return error;
    }
    const name = error instanceof Error ? error.name : '';
    return new CameraProblem(CODES[name] ?? 'failed', error instanceof Error ? error.message : String(error));
  }
}

/** Why this page cannot have any camera, whatever a person allows; null where it may ask. @returns {CameraProblem | null} */
export function obstacle() {
  if (typeof navigator.mediaDevices?.getUserMedia === 'function') {
    return null;
  }
  return new CameraProblem(globalThis.isSecureContext ? 'unsupported' : 'insecure');
}

/**
 * The cameras of this device. Browsers name them only once a person has allowed one: until then there may be one without a
 * name and an id.
 *
 * @returns {Promise<FoundCamera[]>}
 */
export async function listCameras() {
  if (obstacle()) {
    return [];
  }
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const cameras = devices.filter((device) => device.kind === 'videoinput' && device.deviceId !== '');
  return cameras.map(({ deviceId, label }, index) => ({ deviceId, label: label || `Camera ${index + 1}` }));
}

/**
 * Opens a camera; the browser may ask a person first.
 *
 * @param {Wish} wish
 * @returns {Promise<MediaStream>} with one video track; its tracks are the caller's to stop
 * @throws {CameraProblem}
 */
export async function openCamera(wish) {
  const found = obstacle();
  if (found) {
    throw found;
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: constraintsOf(wish) });
  } catch (error) {
    throw CameraProblem.of(error);
  }
}

/** @param {Wish} wish @returns {MediaTrackConstraints} */
function constraintsOf({ deviceId, facing, width, height, fps }) {
  return {
    ...(deviceId ? { deviceId: { exact: deviceId } } : facing ? { facingMode: { ideal: facing } } : {}),
    ...(width ? { width: { ideal: width } } : {}),
    ...(height ? { height: { ideal: height } } : {}),
    ...(fps ? { frameRate: { ideal: fps } } : {}),
  };
}

/**
 * Whether a camera looks at the person in front of the screen, who expects a mirror then.
 *
 * @param {MediaStreamTrack} track
 */
export function looksAtUser(track) {
  const facing = track.getSettings().facingMode;
  return facing ? facing === 'user' : !/\b(back|rear|environment)\b/i.test(track.label);
}

/** Whether a camera has a lamp that a page can switch. @param {MediaStreamTrack} track */
export function hasTorch(track) {
  const capabilities = /** @type {any} */ (track.getCapabilities?.() ?? {});
  return capabilities.torch === true || (Array.isArray(capabilities.torch) && capabilities.torch.includes(true));
}

/** @param {MediaStreamTrack} track @param {boolean} on @returns {Promise<boolean>} whether it is so now */
export async function setTorch(track, on) {
  try {
    await track.applyConstraints({ advanced: [/** @type {any} */ ({ torch: on })] });
    return true;
  } catch {
    return false;
  }
}
