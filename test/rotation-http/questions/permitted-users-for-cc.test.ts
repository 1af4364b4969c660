import { journeysUnder } from './journeys-under.ts';

journeysUnder('permittedUsersForCC', 'the permitted-users policy counts for the execution user');
