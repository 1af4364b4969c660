import { journeysUnder } from './journeys-under.ts';

journeysUnder('dateFormat', 'how instants of pairs are written');
