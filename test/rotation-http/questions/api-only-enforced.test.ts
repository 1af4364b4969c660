import { journeysUnder } from './journeys-under.ts';

journeysUnder('apiOnlyEnforced', 'where an execution user without API Only User is refused');
