// @ts-check
import { Engine } from './engine.js';

/** @type {{postMessage(message: any, transfer?: Transferable[]): void, onmessage: ((event: MessageEvent) => void) | null}} */
const page = /** @type {any} */ (globalThis);

const engine = new Engine((told, transfer) => page.postMessage(told, transfer ?? []));
page.onmessage = (event) => engine.obey(event.data);
page.postMessage({ is: 'ready' });
