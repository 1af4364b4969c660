import { journeysUnder } from './journeys-under.ts';

journeysUnder('secretAccessDelayMs', 'how long secrets stay hidden after REST access to them was turned on');
