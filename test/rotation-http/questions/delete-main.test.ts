import { journeysUnder } from './journeys-under.ts';

journeysUnder('deleteMain', 'a deletion can hit the primary pair');
