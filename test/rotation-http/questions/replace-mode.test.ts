import { journeysUnder } from './journeys-under.ts';

journeysUnder('replaceMode', 'fields left out of a deploy are cleared or kept');
