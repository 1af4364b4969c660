import { journeysUnder } from './journeys-under.ts';

journeysUnder('freezeStopsTokens', 'freezing a user ends live tokens');
