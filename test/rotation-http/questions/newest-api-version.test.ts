import { journeysUnder } from './journeys-under.ts';

journeysUnder('newestApiVersion', 'the newest API version');
