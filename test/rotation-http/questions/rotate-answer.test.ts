import { journeysUnder } from './journeys-under.ts';

journeysUnder('rotateAnswer', 'the answer to a promotion has the promoted credentials');
