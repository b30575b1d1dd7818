// @ts-check
import { OrielCamera } from './oriel-camera.js';
import { byId, ready } from './dom.js';
import { Light } from './light.js';
import { inOrder, mergedLights, mergedMoves, OrientSender, request } from './orient-sender.js';
import { OrientSliders } from './orient-sliders.js';

const problem = byId('problem', HTMLElement);
const turns = byId('turns', HTMLElement);
const complain = (/** @type {string} */ words) => (problem.textContent = words);

// This port answers as pistreaming does, and to nothing else.
const moves = new OrientSender((words) => request('do_orient', 'GET', words), complain, mergedMoves);
const lights = new OrientSender((words) => request('do_light', 'GET', inOrder(words)), complain, mergedLights);
const sliders = new OrientSliders(byId('sliders', HTMLElement), (words) => moves.send(words));
const light = new Light(byId('light', HTMLElement), (pixel, rgbw) => lights.send({ [pixel === 'all' ? '-1' : pixel]: rgbw }));

let asked = false;

/** Shows the controls to those who may use them: `HEAD` moves nothing, and is refused as `GET` is. */
async function allow() {
  if (!asked) {
    asked = true;
    turns.hidden = !(await request('do_orient', 'HEAD', { pan: '0' }).then(() => true, () => false));
  }
}

byId('camera', OrielCamera).addEventListener('oriel-orient', (event) => {
  /** @type {import('./orient.js').OrientState} */
  const state = /** @type {CustomEvent} */ (event).detail;
  allow();
  sliders.show(state);
  light.show(state.light ?? []);
  complain(state.problem);
});
ready();
