import { wholeJourney } from './whole-journey.js';

wholeJourney('embedded');
