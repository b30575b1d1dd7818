// @ts-check
import { noteFor, wordsFor } from './words.js';

const STYLE = `
  :host { display: block; position: relative; overflow: hidden; aspect-ratio: 16 / 9; contain: strict; container-type: size; background: #0b0e10; color: #f4f6f7;
    font: 1rem/1.4 system-ui, sans-serif; user-select: none; -webkit-user-select: none; }
  :host([hidden]) { display: none; }
  .picture { position: absolute; left: 50%; top: 50%; object-fit: contain; visibility: hidden;
    transform: translate(-50%, -50%); transition: opacity .25s, filter .25s; }
  .seen .picture { visibility: visible; }
  .dim .picture { opacity: .28; filter: grayscale(.8); }
  .word { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center;
    justify-content: center; gap: .2em; padding: .7em; box-sizing: border-box; overflow: hidden; text-align: center; pointer-events: none;
    font-size: clamp(.72em, 7cqmin, 1em); line-height: 1.3; }
  .word[hidden] { display: none; }
  .title { font-size: 1.15em; font-weight: 600; text-shadow: 0 1px 3px #000; }
  .detail { color: #d3dade; text-shadow: 0 1px 3px #000; overflow-wrap: anywhere; font-variant-numeric: tabular-nums;
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 8; overflow: hidden; }
  @container (max-height: 240px) { .detail { -webkit-line-clamp: 3; } }
  @container (max-height: 130px) { .detail { -webkit-line-clamp: 2; } }
  .detail:empty { display: none; }
  .note { position: absolute; inset: auto 0 0; padding: .35em .8em; background: rgb(16 20 22 / .78); color: #d3dade; font-size: clamp(.72rem, 4cqmin, .875rem);
    line-height: 1.35; overflow-wrap: anywhere; pointer-events: none; }
  .note[hidden] { display: none; }
  .note b { color: #f4f6f7; font-weight: 600; margin-right: .5em; }
  @container (max-width: 300px) { .note span { display: none; } }
  .announcer { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (prefers-reduced-motion: reduce) { .picture { transition: none; } }
`;

/**
 * The inside of an `<oriel-camera>`: a picture, the words over it, and an announcer for screen readers.
 *
 * @param {HTMLElement} host
 */
export function buildCamera(host) {
  const root = host.attachShadow({ mode: 'open' });
  const frame = element('div', 'frame');
  const word = element('div', 'word');
  const title = element('span', 'title');
  const detail = element('span', 'detail');
  const announcer = element('span', 'announcer');
  announcer.setAttribute('role', 'status');
  word.setAttribute('part', 'word');
  word.append(title, detail);
  const note = element('div', 'note');
  const noteTitle = document.createElement('b');
  const noteDetail = document.createElement('span');
  note.setAttribute('part', 'note');
  note.append(noteTitle, noteDetail);
  note.hidden = true;
  /** @type {HTMLCanvasElement | HTMLImageElement} */
  let picture = document.createElement('canvas');
  let label = '';
  let counting = 0;
  frame.append(picture, word, note);
  style(root);
  root.append(frame, announcer);

  /** The canvas beneath, while an image takes its place. @type {HTMLCanvasElement | null} */
  let beneath = null;

  /** @param {HTMLCanvasElement | HTMLImageElement} next */
  function replacePicture(next) {
    next.className = 'picture';
    next.setAttribute('part', 'picture');
    next.style.width = picture.style.width;
    next.style.height = picture.style.height;
    next.style.transform = picture.style.transform;
    nameElement(next, label);
    picture.replaceWith(next);
    if (picture instanceof HTMLImageElement) {
      // An endless image goes on loading until it is told otherwise.
      picture.removeAttribute('src');
    }
    picture = next;
  }

  return {
    /** A canvas that nothing was drawn on, in place of the last: a canvas is given away once. */
    freshCanvas() {
      const canvas = document.createElement('canvas');
      beneath = null;
      replacePicture(canvas);
      frame.classList.remove('seen');
      return canvas;
    },

    /** Shows an image in the canvas's place, or again the canvas. @param {HTMLImageElement | null} image */
    cover(image) {
      if (image) {
        beneath ??= picture instanceof HTMLCanvasElement ? picture : null;
        replacePicture(image);
      } else if (beneath) {
        replacePicture(beneath);
        beneath = null;
      }
    },

    /** @param {number} width @param {number} height @param {string} transform */
    place(width, height, transform) {
      picture.style.width = `${width}px`;
      picture.style.height = `${height}px`;
      picture.style.transform = transform;
    },

    /** @param {string} given empty where the text around names the picture */
    name(given) {
      label = given;
      nameElement(picture, label);
    },

    /** Says a phase over and beside the picture, and counts where it has a time. @param {import('./phase.js').Phase} phase */
    say(phase) {
      clearInterval(counting);
      if (phase.at !== null) {
        counting = setInterval(() => write(detail, wordsFor(phase).detail), 250);
      }
      const words = wordsFor(phase);
      const beside = noteFor(phase);
      note.hidden = beside.title === '';
      write(noteTitle, beside.title);
      write(noteDetail, beside.detail);
      word.hidden = words.title === '';
      write(title, words.title);
      write(detail, words.detail);
      // A picture that is not of now steps back.
      frame.classList.toggle('dim', phase.name !== 'live' && phase.name !== 'fallback');
      if (words.title === '') {
        frame.classList.add('seen');
      }
    },

    /** @param {string} text */
    announce(text) {
      announcer.textContent = text;
    },
  };
}

/** @param {HTMLElement} picture @param {string} label */
function nameElement(picture, label) {
  picture.setAttribute('role', label ? 'img' : 'none');
  picture.toggleAttribute('aria-label', label !== '');
  if (label) {
    picture.setAttribute('aria-label', label);
  }
}

/** Leaves a text that is the same alone. @param {HTMLElement} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

/** @param {string} name @param {string} className */
function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

/** A constructed sheet: a `<style>` would need the page's policy to allow it. @param {ShadowRoot} root */
function style(root) {
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } else {
    const inline = document.createElement('style');
    inline.textContent = STYLE;
    /** @type {ShadowRoot} */ (root).append(inline);
  }
}
