import { journeysUnder } from './journeys-under.ts';

journeysUnder('emptyStaged', 'how a free slot is told');
