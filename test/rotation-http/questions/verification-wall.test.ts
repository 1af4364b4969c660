import { journeysUnder } from './journeys-under.ts';

journeysUnder('verificationWall', 'secrets are behind an identity check');
