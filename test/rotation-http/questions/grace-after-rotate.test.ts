import { journeysUnder } from './journeys-under.ts';

journeysUnder('graceAfterRotate', 'the previous pair works on after a rotation');
