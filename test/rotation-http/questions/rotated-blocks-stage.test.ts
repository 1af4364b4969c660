import { journeysUnder } from './journeys-under.ts';

journeysUnder('rotatedBlocksStage', 'a previous pair in its overlap fills the slot');
