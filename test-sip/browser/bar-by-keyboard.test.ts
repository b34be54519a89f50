import { everyFunction } from './every-function.js';

everyFunction('keyboard');
