import { journeysUnder } from './journeys-under.ts';

journeysUnder('stagePostStatus', 'with which status');
