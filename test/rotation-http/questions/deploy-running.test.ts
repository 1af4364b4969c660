import { journeysUnder } from './journeys-under.ts';

journeysUnder('deployRunning', "somebody else's deploy runs");
