import { journeysUnder } from './journeys-under.ts';

journeysUnder('ecaSoql', 'where apps can be queried');
