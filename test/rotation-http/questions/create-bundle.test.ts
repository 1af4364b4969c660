import { journeysUnder } from './journeys-under.ts';

journeysUnder('createBundle', 'one deploy can make a whole new app');
