import { journeysUnder } from './journeys-under.ts';

journeysUnder('jwtTokens', 'client credentials get JWT access tokens');
