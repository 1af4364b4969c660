import { journeysUnder } from './journeys-under.ts';

journeysUnder('stagedUsable', 'a staged pair gets tokens before it is rotated');
