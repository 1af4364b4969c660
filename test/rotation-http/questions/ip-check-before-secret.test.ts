import { journeysUnder } from './journeys-under.ts';

journeysUnder('ipCheckBeforeSecret', 'the address is checked before the secret');
