// @ts-check
import { make, remember, remembered } from './dom.js';

const FRONT = 'user';
const BACK = 'environment';

/** What is remembered, and what else it is. @type {Record<string, string>} */
const USUAL = { camera: BACK, size: '1280x720', quality: '0.8', fps: '30', mirror: 'auto' };

/** The dialog of the publishing page: which camera, how large, how good, how often; this browser remembers it. */
export class PublishChoices {
  #dialog;
  #form;
  #changed;

  /** @param {HTMLDialogElement} dialog @param {(isCamera: boolean) => void} changed whether the camera is to be another */
  constructor(dialog, changed) {
    this.#dialog = dialog;
    this.#form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
    this.#changed = changed;
    this.offer([{ deviceId: remembered('publish.camera', USUAL.camera), label: 'The last one' }], null);
    for (const name of Object.keys(USUAL)) {
      const field = this.#field(name);
      field.value = remembered(`publish.${name}`, USUAL[name]);
      if (field.selectedIndex < 0) {
        field.value = USUAL[name];
      }
      field.addEventListener('change', () => {
        remember(`publish.${name}`, field.value);
        this.#changed(name === 'camera' || name === 'size' || name === 'fps');
      });
    }
  }

  open() {
    this.#dialog.showModal();
  }

  /** Chooses no certain camera. */
  forgetCamera() {
    remember('publish.camera', USUAL.camera);
    this.offer([], null);
    this.#field('camera').value = USUAL.camera;
  }

  /** What to ask the browser for. @returns {import('./capture.js').Wish} */
  wish() {
    const { long, short, fps } = this.form();
    const camera = this.#field('camera').value;
    const which = camera === FRONT || camera === BACK ? { facing: /** @type {'user' | 'environment'} */ (camera) } : { deviceId: camera };
    return { ...which, width: long, height: short, fps };
  }

  /** What to send at most. @returns {import('./publisher.js').Form} */
  form() {
    const [long, short] = this.#field('size').value.split('x').map(Number);
    return { long, short, quality: Number(this.#field('quality').value), fps: Number(this.#field('fps').value) };
  }

  /** @param {boolean} looksAtUser */
  isMirrored(looksAtUser) {
    const chosen = this.#field('mirror').value;
    return chosen === 'auto' ? looksAtUser : chosen === 'on';
  }

  /**
   * Lists the cameras that there are.
   *
   * @param {import('./capture.js').FoundCamera[]} cameras
   * @param {MediaStreamTrack | null} track the one that is open
   */
  offer(cameras, track) {
    const field = this.#field('camera');
    const chosen = remembered('publish.camera', USUAL.camera);
    const options = [make('option', { value: BACK }, 'Back camera'), make('option', { value: FRONT }, 'Front camera')];
    // A computer's cameras look nowhere in particular, so front and back would be words for nothing.
    const isPhone = track === null || track.getSettings().facingMode !== undefined;
    const listed = cameras.filter(({ deviceId }) => deviceId !== BACK && deviceId !== FRONT).map(({ deviceId, label }) => make('option', { value: deviceId }, label));
    field.replaceChildren(...(isPhone || listed.length === 0 ? options : []), ...listed);
    field.value = chosen;
    if (field.selectedIndex < 0) {
      field.value = track?.getSettings().deviceId ?? BACK;
    }
  }

  /**
   * Chooses the next camera: on a phone the one that looks the other way.
   *
   * @param {MediaStreamTrack} track the one that is open
   * @param {import('./capture.js').FoundCamera[]} cameras
   */
  turn(track, cameras) {
    const { facingMode, deviceId } = track.getSettings();
    const field = this.#field('camera');
    if (facingMode === FRONT || facingMode === BACK) {
      field.value = facingMode === FRONT ? BACK : FRONT;
    } else {
      const now = cameras.findIndex((camera) => camera.deviceId === deviceId);
      field.value = cameras[(now + 1) % cameras.length]?.deviceId ?? field.value;
    }
    remember('publish.camera', field.value);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }
}
