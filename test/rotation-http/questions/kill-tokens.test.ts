import { journeysUnder } from './journeys-under.ts';

journeysUnder('killTokens', 'what ends the tokens of an old pair');
