import { journeysUnder } from './journeys-under.ts';

journeysUnder('rotateBack', 'a second rotation swaps back');
