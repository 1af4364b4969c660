import { journeysUnder } from './journeys-under.ts';

journeysUnder('ccSessionsListed', 'sessions of client credentials can be queried');
