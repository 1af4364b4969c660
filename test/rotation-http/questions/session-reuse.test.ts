import { journeysUnder } from './journeys-under.ts';

journeysUnder('sessionReuse', 'they are shared by sign-ins');
