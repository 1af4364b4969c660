import { journeysUnder } from './journeys-under.ts';

journeysUnder('jwtLifetime', 'a JWT assertion may be valid for as long as its client likes');
