import { journeysUnder } from './journeys-under.ts';

journeysUnder('bundleStrictness', 'a deploy may hold a part of an app');
