import { journeysUnder } from './journeys-under.ts';

journeysUnder('tokenErrorSet', 'how much the token endpoint tells about a refusal');
