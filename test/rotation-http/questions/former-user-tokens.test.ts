import { journeysUnder } from './journeys-under.ts';

journeysUnder('formerUserTokens', 'after the execution user was changed, tokens still act as the former one');
