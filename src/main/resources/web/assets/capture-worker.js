// @ts-check
import { FrameClock } from './frame-clock.js';
import { fit, JpegEncoder } from './jpeg-encoder.js';

/**
 * What a capture asks of its worker. `stream` and `track` give it a camera's frames, whichever of the two the browser can
 * hand over; `encode` a picture that the page took itself.
 *
 * @typedef {{do: 'stream', stream: ReadableStream<VideoFrame>}
 *   | {do: 'track', track: MediaStreamTrack}
 *   | {do: 'grab', id: number, width: number, height: number, quality: number}
 *   | {do: 'encode', id: number, bitmap: ImageBitmap, width: number, height: number, quality: number}} Command
 */

/**
 * What the worker tells. Times are of the worker's own `performance.now()`.
 *
 * @typedef {{is: 'ready', timeOrigin: number, takesTracks: boolean}
 *   | {is: 'frame', capturedAt: number, width: number, height: number}
 *   | {is: 'grabbed', id: number, jpeg: ArrayBuffer, capturedAt: number, width: number, height: number}
 *   | {is: 'failed', id: number, message: string}} Told
 */

/** @typedef {{id: number, width: number, height: number, quality: number}} Grab */

/** @type {{postMessage(message: Told, transfer?: Transferable[]): void, onmessage: ((event: MessageEvent) => void) | null}} */
const page = /** @type {any} */ (globalThis);
const Processor = /** @type {any} */ (globalThis).MediaStreamTrackProcessor;

const encoder = new JpegEncoder(new OffscreenCanvas(1, 1));
/** @type {ReadableStreamDefaultReader<VideoFrame> | null} */
let reader = null;
/** @type {MediaStreamTrack | null} */
let ownTrack = null;
/** The newest frame that was not encoded, or null. @type {{frame: VideoFrame, capturedAt: number} | null} */
let newest = null;
/** @type {Grab[]} */
let waiting = [];
let encoding = false;

/** Reads a camera's frames until another takes its place; only the newest is kept. @param {ReadableStream<VideoFrame>} stream */
async function follow(stream) {
  const mine = stream.getReader();
  const clock = new FrameClock();
  release();
  reader = mine;
  for (;;) {
    const { done, value: frame } = await mine.read();
    if (done || reader !== mine) {
      frame?.close();
      return;
    }
    const capturedAt = clock.capturedAt(frame.timestamp, performance.now());
    newest?.frame.close();
    newest = { frame, capturedAt };
    page.postMessage({ is: 'frame', capturedAt, width: frame.displayWidth, height: frame.displayHeight });
    serve();
  }
}

function release() {
  reader?.cancel().catch(() => {});
  reader = null;
  ownTrack?.stop();
  ownTrack = null;
  newest?.frame.close();
  newest = null;
}

/** Encodes for who waits first, where there is something to encode. */
function serve() {
  const grab = encoding || !newest ? undefined : waiting.shift();
  if (newest && grab) {
    const { frame, capturedAt } = newest;
    newest = null;
    encode(grab, frame, { width: frame.displayWidth, height: frame.displayHeight }, capturedAt).finally(serve);
  }
}

/**
 * @param {Grab} grab
 * @param {VideoFrame | ImageBitmap} picture closed as soon as it is drawn, since cameras have few buffers
 * @param {{width: number, height: number}} source
 * @param {number} capturedAt
 */
async function encode(grab, picture, source, capturedAt) {
  encoding = true;
  const { id, quality } = grab;
  try {
    const size = fit(source, grab.width, grab.height);
    const drawn = encoder.encode(picture, source, size, quality);
    picture.close();
    const jpeg = await drawn;
    page.postMessage({ is: 'grabbed', id, jpeg, capturedAt, ...size }, [jpeg]);
  } catch (error) {
    picture.close();
    page.postMessage({ is: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    encoding = false;
  }
}

/** @param {Command} command */
function obey(command) {
  switch (command.do) {
    case 'stream':
      follow(command.stream);
      break;
    case 'track':
      follow(new Processor({ track: command.track, maxBufferSize: 1 }).readable);
      ownTrack = command.track;
      break;
    case 'grab':
      waiting.push(command);
      serve();
      break;
    case 'encode':
      encode(command, command.bitmap, command.bitmap, 0);
  }
}

page.onmessage = (event) => obey(event.data);
page.postMessage({ is: 'ready', timeOrigin: performance.timeOrigin, takesTracks: typeof Processor === 'function' });
