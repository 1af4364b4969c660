import { journeysUnder } from './journeys-under.ts';

journeysUnder('userinfoNeedsScope', 'userinfo refuses a token with scope api alone');
