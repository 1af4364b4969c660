import { it } from 'vitest';
import { figure } from '../support/figure.ts';
import { killSampledTicks } from './killed-tick.ts';

it('a tick that is killed loses nothing and doubles nothing, wherever it was: 40 moments', async () => {
  figure(await killSampledTicks(40));
});
