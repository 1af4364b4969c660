import { journeysUnder } from './journeys-under.ts';

journeysUnder('scopeParam', 'the client credentials flow takes a scope');
