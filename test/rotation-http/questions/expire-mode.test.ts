import { journeysUnder } from './journeys-under.ts';

journeysUnder('expireMode', 'what becomes of a staged pair after 30 days');
