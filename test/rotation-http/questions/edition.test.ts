import { journeysUnder } from './journeys-under.ts';

journeysUnder('edition', "the org's edition");
