import { journeysUnder } from './journeys-under.ts';

journeysUnder('usageHidesUnused', 'apps never used are missing in the usage list');
