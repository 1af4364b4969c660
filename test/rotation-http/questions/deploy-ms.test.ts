import { journeysUnder } from './journeys-under.ts';

journeysUnder('deployMs', 'how long a deploy takes');
