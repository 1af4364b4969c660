import { journeysUnder } from './journeys-under.ts';

journeysUnder('idFollows', 'what the id of a staged pair names');
