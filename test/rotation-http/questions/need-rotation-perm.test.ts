import { journeysUnder } from './journeys-under.ts';

journeysUnder('needRotationPerm', 'rotation needs a permission of its own');
