import { journeysUnder } from './journeys-under.ts';

journeysUnder('cancelDeploy', 'what becomes of a deploy that is to be canceled');
