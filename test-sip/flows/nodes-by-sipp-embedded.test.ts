import { nodesBySipp } from './nodes-by-sipp.js';

nodesBySipp('embedded');
