// @ts-check
import './oriel-camera.js';
import { ready } from './dom.js';

ready();
