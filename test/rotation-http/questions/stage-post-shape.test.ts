import { journeysUnder } from './journeys-under.ts';

journeysUnder('stagePostShape', 'what staging answers with');
