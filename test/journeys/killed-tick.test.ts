import { it } from 'vitest';
import { figure } from '../support/figure.ts';
import { times } from '../support/sample.ts';
import { killSampledTicks } from './killed-tick.ts';

const moments = times({ quick: 2, full: 40 });

it(`a tick that is killed loses nothing and doubles nothing, wherever it was: ${moments} moments`, async () => {
  figure(await killSampledTicks(moments));
}, 600_000);
