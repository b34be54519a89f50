import { flowNodes } from './flow-nodes.js';

flowNodes('embedded');
