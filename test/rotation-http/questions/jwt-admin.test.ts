import { journeysUnder } from './journeys-under.ts';

journeysUnder('jwtAdmin', 'a JWT access token opens the calls for credentials');
