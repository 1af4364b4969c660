import { journeysUnder } from './journeys-under.ts';

journeysUnder('errorFlavour', 'codes and wording of refused calls for credentials');
