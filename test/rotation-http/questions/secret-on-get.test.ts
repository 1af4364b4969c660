import { journeysUnder } from './journeys-under.ts';

journeysUnder('secretOnGet', 'a staged secret can be read again');
