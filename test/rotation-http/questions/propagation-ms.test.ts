import { journeysUnder } from './journeys-under.ts';

journeysUnder(
  'propagationMs',
  'until the token endpoint hears of a deployed change, a new pair, or a rotation to a pair that it did not take before',
);
