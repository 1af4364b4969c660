import { journeysUnder } from './journeys-under.ts';

journeysUnder('orderStrict', 'elements must stand in the order of the type');
